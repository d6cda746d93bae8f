// Mail sends of SendGrid's v3 API (providers.md 6): one body for up to 1,000 recipients, each a
// personalization of its own, so that nobody sees another. Pure; one instance a thread.
#pragma once

#include <optional>
#include <string>

#include "providers/email/json_form.hpp"
#include "providers/provider.hpp"
#include "providers/sendgrid/account.hpp"

namespace carillon::providers::sendgrid {

class request_template final : public providers::request_template {
 public:
  /// A refusal where the override has what cannot be sent.
  request_template(const message& words, const config& from);

  result<void> fill(std::span<const item> items, std::string_view authorization, timestamp now,
                    net::wire_request& out) const override;
  void read(const net::wire_response& response, std::span<const item> asked, timestamp now,
            std::span<answer> told) const override;
  std::string_view note() const noexcept override { return note_; }

 private:
  void append_person(std::string& out, const item& to, const std::string& address) const;

  secret authorization_;
  std::string domain_;
  std::string html_tag_, text_tag_;  ///< what SendGrid replaces by each one's link to unsubscribe
  email::json_form body_;
  std::string note_;
  std::optional<error> refusal_;
};

}  // namespace carillon::providers::sendgrid
