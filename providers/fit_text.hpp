// Text that is too long for a push, cut. Called by the request templates for what a broadcast says, never for
// what an override says, and once per broadcast. Pure; any thread.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace carillon::providers {

/// The most of `text` that takes no more than `free_bytes` as the inside of a JSON string, cut between
/// characters as readers see them, an ellipsis at its end. Nothing when there is no room for anything worth
/// reading. `text` is valid UTF-8.
std::optional<std::string> fit_text(std::string_view text, std::size_t free_bytes);

/// The same of a text that is longer once it is written, with what is escaped: `size_of` says how long.
std::optional<std::string> fit_as_written(std::string_view text, std::size_t free_bytes,
                                          const std::function<std::size_t(std::string_view)>& size_of);

/// Leaves at most that many bytes of a text, cut between characters.
void drop_beyond(std::string& text, std::size_t most_bytes);

/// Bytes that `text` takes as the inside of a JSON string.
std::size_t json_size(std::string_view text) noexcept;

}  // namespace carillon::providers
