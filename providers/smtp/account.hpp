// An SMTP integration opened: the relay, how a session with it begins, and whom mail is from. Pure; any
// thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "net/smtp/smtp_options.hpp"
#include "providers/email/letter.hpp"
#include "providers/provider.hpp"

namespace carillon::providers::smtp {

struct config {
  std::string url;  ///< "smtps://host:port", "smtp://host:port"
  net::smtp_options session;
  email::sender_identity from;
};

/// The only place a password goes to in the clear. With or without the brackets an IPv6 address has in a URL.
bool is_this_machine(std::string_view host) noexcept;

/// From the integration as it is stored. `security` absent: TLS from the start on port 465, STARTTLS on all
/// others; neither is ever given up for less. invalid_argument names the field.
result<std::shared_ptr<const account>> open(const json& stored);

}  // namespace carillon::providers::smtp
