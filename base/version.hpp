// What build this is.
#pragma once
#include <string_view>
namespace carillon {
/// "0.1.0", from CMake's project().
std::string_view version() noexcept;
/// The commit it was built from, or "unknown".
std::string_view commit() noexcept;
}  // namespace carillon
