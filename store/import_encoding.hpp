// Files that are no lines of UTF-8 text, told by how they begin: one sentence instead of a million bad lines.
// Blocking; used by the import.
#pragma once

#include <filesystem>

#include "base/error.hpp"

namespace carillon::store {

/// What exporters on Windows put before UTF-8 text; means nothing.
inline constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

/// invalid_argument, saying what the file is and how to make it text, for UTF-16, UTF-32 and compressed
/// files. A file that cannot be read passes: whoever reads it says so.
result<void> refuse_other_encodings(const std::filesystem::path& file);

}  // namespace carillon::store
