// Which URLs named by clients we agree to call later (hardening.md G): what can be told from the text alone,
// when it is saved. The address guard checks again, with resolved addresses, at every connection. Immutable;
// any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/field_checks.hpp"
#include "net/address_guard.hpp"

namespace carillon::api {

class outgoing_urls {
 public:
  /// `exempt`: settings.providers.allowed_networks. Literal addresses within may be private, have any port,
  /// and be called over http.
  static result<outgoing_urls> make(const std::vector<std::string>& exempt);

  /// Nothing when we may try to call it: https on port 443 or 8443, no user information or fragment, no
  /// literal address that is private or local however it is written.
  schema::refusal check(std::string_view url) const;
  /// The same of a host alone, as mail servers are named: any port.
  schema::refusal check_host(std::string_view host) const;
  const net::address_guard& guard() const noexcept { return guard_; }

 private:
  bool is_exempt(const std::string& host) const;
  bool is_allowed_host(const std::string& host) const;

  net::address_guard guard_;
  std::vector<net::network> exempt_;
};

}  // namespace carillon::api
