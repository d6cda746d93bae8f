#include "base/error.hpp"

namespace carillon {

std::string_view to_string(errc code) noexcept {
  switch (code) {
    case errc::invalid_argument:
      return "invalid_argument";
    case errc::not_found:
      return "not_found";
    case errc::conflict:
      return "conflict";
    case errc::unauthenticated:
      return "unauthenticated";
    case errc::too_large:
      return "too_large";
    case errc::stale:
      return "stale";
    case errc::incomplete:
      return "incomplete";
    case errc::unavailable:
      return "unavailable";
    case errc::timeout:
      return "timeout";
    case errc::cancelled:
      return "cancelled";
    case errc::corrupted:
      return "corrupted";
    case errc::configuration:
      return "configuration";
    case errc::internal:
      return "internal";
  }
  return "unknown";
}

}  // namespace carillon
