#include "providers/ping_email/answers.hpp"

#include <algorithm>
#include <array>

namespace carillon::providers::ping_email {
namespace {

using std::chrono::seconds;

constexpr auto table = [] {
  using enum answer_class;
  return std::to_array<answer_row>({
      {300, "redirected", config},
      {404, "not found", config},
      {410, "gone", config},
      {400, "refused", config},
      {408, "request timeout", retry, throttle_scope::message, seconds(5)},
      {425, "too early", retry, throttle_scope::message, seconds(5)},
      {429, "too many requests", retry_after, throttle_scope::account, seconds(5)},
      {500, "server error", retry, throttle_scope::message, seconds(5)},
      {413, "too large", split},
  });
}();

std::string_view name_of(int status) noexcept {
  const auto* const own = std::ranges::find_if(
      table, [status](const answer_row& each) { return each.status == status && status % 100 != 0; });
  if (own != table.end()) return own->reason;
  if (status >= 500) return "server error";
  return status >= 400 ? "refused" : "redirected";
}

}  // namespace

std::span<const answer_row> answers() noexcept {
  return table;
}

answer read_response(const net::wire_response& response, timestamp now) {
  if (response.status >= 200 && response.status < 300) return {};
  const auto* const found = std::ranges::find(table, name_of(response.status), &answer_row::reason);
  auto made = make_answer(table, static_cast<std::size_t>(found - table.begin()), response, now);
  made.text = sanitised("HTTP " + std::to_string(response.status));
  return made;
}

}  // namespace carillon::providers::ping_email
