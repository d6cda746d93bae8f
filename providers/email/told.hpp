// Small things that e-mail providers' readers of answers share. Pure; any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "net/wire.hpp"
#include "providers/answer.hpp"

namespace carillon::providers::email {

/// Case does not matter. `part` is in lower case.
bool says(std::string_view words, std::string_view part) noexcept;

/// The header that was kept at that place; empty when it did not come.
std::string_view kept_of(const net::wire_response& response, std::size_t place) noexcept;

/// Taken by the provider, which tells later what became of it.
answer accepted(std::string_view remote_id);

/// The first row of that status.
std::optional<std::size_t> row_of_status(std::span<const answer_row> table, int status) noexcept;
/// By that row, in the provider's words.
answer told_by(std::span<const answer_row> table, std::size_t row, const net::wire_response& response,
               std::string_view words, timestamp now);

/// All of them the same.
void tell_all(std::span<answer> told, const answer& made);

/// Makes the wait last until `moment`, a number in `unit` since 1970, an hour at most. As it was when that is
/// unreadable or past.
void wait_until(answer& made, std::string_view moment, std::chrono::milliseconds unit, timestamp now);

}  // namespace carillon::providers::email
