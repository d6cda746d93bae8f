// Where requests go: an origin, who chose it, and which setting may move it. Pure data.
#pragma once

#include <string>
#include <string_view>

namespace carillon::providers {

struct destination {
  /// `providers.origins.<place>` of the settings puts another origin in its stead: the sandbox, a proxy.
  /// Static storage; empty: nobody may.
  std::string_view place;
  std::string url;  ///< "https://host[:port]", "smtp://host:port", "smtps://host:port"
  bool is_foreign =
      false;  ///< chosen by a tenant or an end user: every address of it passes the address guard
};

}  // namespace carillon::providers
