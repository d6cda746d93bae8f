// Compression of request bodies (RFC 1952). Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace carillon {

/// `text` in gzip's form, quickly rather than small; empty when that is no smaller by a tenth.
std::string gzip(std::string_view text);

/// The way back, for who receives it: empty when it is no gzip, or longer than `most_bytes`.
std::string gunzip(std::string_view packed, std::size_t most_bytes);

}  // namespace carillon
