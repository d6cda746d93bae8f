// Content-Type as clients legally spell it (RFC 9110 8.3): case, spaces, quotes and further parameters do not
// matter. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace carillon::api {

struct media_type {
  std::string name;     ///< "application/json", in lower case
  std::string charset;  ///< in lower case, without quotes; empty when none is named
};

/// None when it is no media type, or names two charsets.
std::optional<media_type> parse_media_type(std::string_view text);
/// Names a charset that is UTF-8 or a part of it, or none.
bool is_utf8(const media_type& type) noexcept;

}  // namespace carillon::api
