#include "engine/routing/transport_answer.hpp"

namespace carillon::engine {
namespace {

constexpr std::uint16_t see_text = 0xffff;

providers::answer_class class_of(net::transport_failure failure) noexcept {
  switch (failure) {
    case net::transport_failure::connect:
    case net::transport_failure::refused:
    case net::transport_failure::cancelled:
      return providers::answer_class::retry;
    case net::transport_failure::overloaded:  // it waited in our own queue, and was never sent
      return providers::answer_class::retry_after;
    case net::transport_failure::tls_verify:
    case net::transport_failure::blocked:
      return providers::answer_class::config;
    case net::transport_failure::ambiguous:
    case net::transport_failure::malformed:
      return providers::answer_class::ambiguous;
    case net::transport_failure::unsendable:
      return providers::answer_class::payload;
  }
  return providers::answer_class::ambiguous;
}

}  // namespace

providers::answer answer_for(net::transport_failure failure) {
  providers::answer made{
      .meaning = class_of(failure), .reason = see_text, .text = std::string(to_string(failure))};
  if (failure == net::transport_failure::overloaded) made.wait = std::chrono::seconds(1);
  if (made.meaning != providers::answer_class::retry) made.scope = providers::throttle_scope::origin;
  return made;
}

}  // namespace carillon::engine
