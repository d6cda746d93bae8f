// Mails for an SMTP relay (providers.md 13): envelope and message, one recipient each, as each has a
// Message-ID and a link to unsubscribe of their own. Pure; one instance a thread.
#pragma once

#include <string>

#include "providers/email/mime_message.hpp"
#include "providers/provider.hpp"
#include "providers/smtp/account.hpp"

namespace carillon::providers::smtp {

class request_template final : public providers::request_template {
 public:
  request_template(const message& words, const config& from)
      : sender_(from.from.address), mail_(words, from.from) {}

  result<void> fill(std::span<const item> items, std::string_view authorization, timestamp now,
                    net::wire_request& out) const override;
  void read(const net::wire_response& response, std::span<const item> asked, timestamp now,
            std::span<answer> told) const override;
  std::string_view note() const noexcept override { return mail_.note(); }

 private:
  std::string sender_;
  email::mime_message mail_;
};

}  // namespace carillon::providers::smtp
