// The page's own files, embedded when the sandbox is built.
#pragma once

#include <span>
#include <string_view>

namespace carillon::sandbox {

/// Static storage.
struct asset {
  std::string_view path;
  std::string_view content_type;
  std::string_view text;
};

/// "/" is the page itself.
std::span<const asset> page_assets() noexcept;

}  // namespace carillon::sandbox
