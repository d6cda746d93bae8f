// The Web Push answer table (providers.md 4). Rows are numbered by position in stored events: append, never
// reorder.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "providers/answer.hpp"

namespace carillon::providers::web_push {

std::span<const answer_row> answers() noexcept;
/// The row of that status and code; nothing when there is none.
std::optional<std::size_t> find_row(int status, std::string_view code) noexcept;
/// What a status means whatever else was said; nothing for those no service documents.
std::optional<std::size_t> find_row(int status) noexcept;

}  // namespace carillon::providers::web_push
