// The mail relay's counter: judges what a session (smtp_talk) collected. A request of it is a recipient
// that is refused (method RCPT; header x-refused has the reason) or a mail (method DATA, the message as its
// body), with headers x-from and x-to.
#pragma once

#include <memory>

#include "sandbox/desk.hpp"
#include "sandbox/smtp/smtp_accounts.hpp"

namespace carillon::sandbox {

/// The path of its requests; no HTTP path looks like it.
inline constexpr std::string_view smtp_path = "smtp:";

class smtp_desk final : public desk {
 public:
  explicit smtp_desk(std::shared_ptr<smtp_accounts> accounts) : accounts_(std::move(accounts)) {}

  const desk_facts& facts() const noexcept override;
  bool serves(const incoming& request) const noexcept override { return request.path == smtp_path; }
  /// The reply's status is the SMTP code, its body the words behind it. Of a mail, a delivery for each
  /// recipient; its ids are the header fields X-Carillon-Notification and X-Carillon-Delivery.
  void judge(const incoming& request, const visit& at, verdict& made) override;
  answer refuse(const canned_answer& wanted, timestamp now) const override;
  bool knows(std::string_view reason) const noexcept override;
  std::vector<shown_message> show(const incoming& request, std::span<const std::size_t> items) const override;
  /// Entries {"username", "password"}.
  result<std::function<void()>> read_credentials(const json& listed) override;

 private:
  std::shared_ptr<smtp_accounts> accounts_;
};

/// The reason is one that is said to a recipient, not to the whole mail.
bool is_said_to_recipient(std::string_view reason) noexcept;

}  // namespace carillon::sandbox
