// Messages of Mailgun's API (providers.md 7): one form for up to 1,000 recipients. Their differences are
// recipient variables, always: without them Mailgun shows each recipient all the others. Pure; one instance a
// thread.
#pragma once

#include <optional>
#include <string>

#include "providers/mailgun/account.hpp"
#include "providers/provider.hpp"

namespace carillon::providers::mailgun {

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
  void write_form(const message& words, const config& from);

  secret authorization_;
  std::string path_, boundary_, content_type_;
  std::string form_;         ///< fields that are everybody's
  std::string unsubscribe_;  ///< those of who has a link
  std::string note_;
  std::optional<error> refusal_;
};

/// Text in which nothing is a variable of Mailgun's: "%recipient.x%" of a user's would be replaced. As HTML,
/// and as plain text or a header.
std::string without_variables_html(std::string_view text);
std::string without_variables(std::string_view text);

}  // namespace carillon::providers::mailgun
