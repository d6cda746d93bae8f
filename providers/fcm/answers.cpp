#include "providers/fcm/answers.hpp"

#include <array>

namespace carillon::providers::fcm {
namespace {

using enum answer_class;
using std::chrono::seconds;

// The words in parentheses tell apart what Google answers with one code; they are ours.
constexpr auto table = std::to_array<answer_row>({
    {400, "INVALID_ARGUMENT (token)", dead},
    {400, "INVALID_ARGUMENT", payload},
    {400, "INVALID_ARGUMENT (restricted_package_name)", config},
    {400, "FAILED_PRECONDITION", config},
    {401, "THIRD_PARTY_AUTH_ERROR", config},
    {401, "UNAUTHENTICATED", reauth},
    {403, "SENDER_ID_MISMATCH", dead},
    {403, "PERMISSION_DENIED", config},
    {404, "UNREGISTERED", dead},
    {404, "NOT_FOUND", config},
    {409, "ABORTED", retry, throttle_scope::message, seconds(10), 2},
    {412, "FAILED_PRECONDITION (412)", retry, throttle_scope::message, seconds(10), 2},
    {413, "TOO_LARGE", payload},
    {429, "QUOTA_EXCEEDED", retry_after, throttle_scope::account, seconds(60)},
    {429, "QUOTA_EXCEEDED (device)", retry_after, throttle_scope::address, seconds(60)},
    {429, "QUOTA_EXCEEDED (topic)", retry_after, throttle_scope::message, seconds(60)},
    {499, "CANCELLED", retry, throttle_scope::message, seconds(10)},
    {504, "DEADLINE_EXCEEDED", retry, throttle_scope::message, seconds(10)},
    {500, "INTERNAL", retry, throttle_scope::message, seconds(10)},
    {502, "BAD_GATEWAY", retry, throttle_scope::message, seconds(10)},
    {503, "UNAVAILABLE", retry, throttle_scope::message, seconds(10)},
});
static_assert(table.size() == static_cast<std::size_t>(row::unavailable) + 1);

}  // namespace

std::span<const answer_row> answers() noexcept {
  return table;
}

}  // namespace carillon::providers::fcm
