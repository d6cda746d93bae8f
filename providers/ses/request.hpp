// SendEmail of SES's v2 API (providers.md 5), signed by ourselves. One recipient a request: SES has no other
// way to give each a header of their own without a template stored there. Pure; one instance a thread.
#pragma once

#include <optional>
#include <string>

#include "providers/email/json_form.hpp"
#include "providers/provider.hpp"
#include "providers/ses/account.hpp"

namespace carillon::providers::ses {

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
  void write_body(const message& words, const config& from);
  void sign(timestamp now, net::wire_request& out) const;

  aws_credentials credentials_;
  std::string region_, host_, path_;
  email::json_form body_;
  std::string note_;
  std::optional<error> refusal_;
  mutable std::string key_day_;  ///< of key_
  mutable secret key_;           ///< a day's requests are signed with one
};

}  // namespace carillon::providers::ses
