// Where a text may be cut without taking a letter from its accent or an emoji apart. Used for what is too
// long for a push (providers/fit_text). Pure; any thread.
#pragma once

#include <cstddef>
#include <string_view>

namespace carillon::providers {

/// The last place at or before `at` that is between what readers see as characters. Where a text has none for
/// 64 bytes, because marks are heaped up, the last one between two code points. `text` is valid UTF-8.
std::size_t cluster_boundary(std::string_view text, std::size_t at) noexcept;

}  // namespace carillon::providers
