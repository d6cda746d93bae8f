// One request as the sandbox sees it: views into the HTTP/2 session's buffers, valid until the verdict is
// made. Built by front from net::h2_request, and by hand in tests. Plain data, no I/O.
#pragma once

#include <algorithm>
#include <span>
#include <string_view>

namespace carillon::sandbox {

struct header_field {
  std::string_view name;  ///< lower case, as HTTP/2 demands
  std::string_view value;
};

struct incoming {
  std::string_view method;
  std::string_view path;
  std::string_view authority;
  std::string_view body;
  std::span<const header_field> headers;  ///< without pseudo headers

  /// The first header of that name, or empty.
  std::string_view header(std::string_view name) const noexcept {
    const auto found = std::ranges::find(headers, name, &header_field::name);
    return found == headers.end() ? std::string_view{} : found->value;
  }
  bool has(std::string_view name) const noexcept { return count(name) > 0; }
  std::size_t count(std::string_view name) const noexcept {
    return static_cast<std::size_t>(std::ranges::count(headers, name, &header_field::name));
  }
};

}  // namespace carillon::sandbox
