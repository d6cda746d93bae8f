// The Expo answer table (providers.md 3): tickets, receipts and whole requests. Rows are numbered by position
// in stored events: append, never reorder.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "providers/answer.hpp"

namespace carillon::providers::expo {

std::span<const answer_row> answers() noexcept;

/// The row of a ticket's or a receipt's error, or of a whole request's code; nothing when it is not listed.
std::optional<std::size_t> find_row(std::string_view code) noexcept;
/// What a status means where no code was given; nothing for those that mean what they always do.
std::optional<std::size_t> find_row(int status) noexcept;

/// A row of ours: what no code of Expo's says.
inline constexpr std::string_view miscounted = "tickets miscounted";

}  // namespace carillon::providers::expo
