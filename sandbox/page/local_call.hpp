// Whether a request for the page comes from a browser of this machine's people, or from a web site that makes
// their browser send it. Pure.
#pragma once

#include <string_view>

#include "net/h1/h1_server.hpp"

namespace carillon::sandbox {

/// The Host is an address, localhost, or a name without a dot: none that somebody outside can have pointed
/// here (DNS rebinding).
bool is_local_host(std::string_view host) noexcept;
/// A browser says that another site asks for a change.
bool is_foreign_change(const net::h1_request& request) noexcept;

}  // namespace carillon::sandbox
