#include "net/wire.hpp"

namespace carillon::net {

std::string_view to_string(transport_failure failure) noexcept {
  switch (failure) {
    case transport_failure::connect:
      return "connect";
    case transport_failure::tls_verify:
      return "tls_verify";
    case transport_failure::refused:
      return "refused";
    case transport_failure::ambiguous:
      return "ambiguous";
    case transport_failure::overloaded:
      return "overloaded";
    case transport_failure::malformed:
      return "malformed";
    case transport_failure::blocked:
      return "blocked_address";
    case transport_failure::cancelled:
      return "cancelled";
    case transport_failure::unsendable:
      return "unsendable";
  }
  return "unknown";
}

}  // namespace carillon::net
