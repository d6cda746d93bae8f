// Every refusal of Expo's, as data: of a whole request, and of one push in it. Pure; any thread.
#pragma once

#include <span>
#include <string_view>

#include "base/json.hpp"
#include "sandbox/rule.hpp"
#include "sandbox/verdict.hpp"

namespace carillon::sandbox {

/// Of a whole request.
struct expo_error {
  std::string_view code;
  int http;
  std::string_view message;
  bool is_page = false;  ///< a front end's HTML, not Expo's JSON
};

std::span<const expo_error> expo_errors() noexcept;
/// Null when there is none.
const expo_error* find_expo_error(std::string_view code) noexcept;
const expo_error* first_expo_error(int http) noexcept;
answer make_expo_error(const expo_error& row, json details = nullptr);
/// The one a rule or a token asks for.
answer make_expo_error(const canned_answer& wanted);

/// Of one push: a ticket's or a receipt's.
std::span<const std::string_view> ticket_errors() noexcept;
bool is_ticket_error(std::string_view code) noexcept;
/// {"status": "error", "message", "details": {"error"}}
json make_ticket_error(std::string_view code, std::string_view token);

}  // namespace carillon::sandbox
