#include "engine/outcome/receipt_verdict.hpp"

#include <algorithm>

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;
using enum receipt_verdict::kind;
using providers::answer_class;

constexpr std::chrono::milliseconds longest_wait = 4h;
/// After a refusal: that is the account's or the service's, and may pass while the receipt is there.
constexpr std::chrono::milliseconds after_refusal = 1min;

}  // namespace

receipt_verdict judge_receipt(const std::optional<providers::answer>& told,
                              const std::optional<providers::answer>& refusal,
                              const receipt_situation& about) {
  if (told) {
    switch (told->meaning) {
      case answer_class::ok:
      case answer_class::pending:
        return {delivered};
      case answer_class::dead:
        return {dead};
      // Also what might pass: it was taken once, hours may have gone by, and nobody asked for it again.
      case answer_class::retry:
      case answer_class::retry_after:
      case answer_class::reauth:
      case answer_class::reconnect:
      case answer_class::config:
      case answer_class::payload:
      case answer_class::ambiguous:
      case answer_class::split:
        return {undelivered};
    }
  }
  if (about.age >= about.kept_for) return {unconfirmed};
  const auto left = about.kept_for - about.age;
  // As long again as it has taken so far: the later, the less likely.
  auto wait = std::clamp(about.age, std::min(about.first_after, longest_wait), longest_wait);
  if (refusal) wait = std::max(refusal->wait, std::min(about.first_after, after_refusal));
  return {ask_again, std::min(wait, left)};
}

}  // namespace carillon::engine
