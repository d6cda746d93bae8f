#include "providers/teams/answers.hpp"

#include <array>

namespace carillon::providers::teams {
namespace {

using enum answer_class;
using std::chrono::seconds;
constexpr auto address = throttle_scope::address;

// Each address is a hook of its own, with its own limits and its own owner: nothing here is about all.
constexpr auto table = std::to_array<answer_row>({
    {429, "throttled", retry_after, address, seconds(15)},
    {413, "too_large", payload},
    {400, "bad_request", payload},
    {404, "gone", dead},
    {404, "workflow_off", dead},
    {401, "unauthorized", config, address},
    {500, "server_error", ambiguous},
    {200, "unreadable", retry, throttle_scope::message, seconds(15), 2},
});
static_assert(table.size() == static_cast<std::size_t>(row::unreadable) + 1);

}  // namespace

std::span<const answer_row> answers() noexcept {
  return table;
}

}  // namespace carillon::providers::teams
