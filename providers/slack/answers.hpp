// What Slack answers (providers.md 9): the error codes of chat.postMessage, which come with status 200, and
// the texts of incoming webhooks. Rows are numbered by position in stored events: append, never reorder.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "providers/answer.hpp"

namespace carillon::providers::slack {

std::span<const answer_row> answers() noexcept;
/// By Slack's word for it; nothing when it is not listed.
std::optional<std::size_t> row_of(std::string_view error) noexcept;

}  // namespace carillon::providers::slack
