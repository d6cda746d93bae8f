#include "sandbox/smtp/smtp_desk.hpp"

#include <array>

#include "base/ids.hpp"
#include "sandbox/canned_row.hpp"
#include "sandbox/credential_entry.hpp"
#include "sandbox/smtp/mail_check.hpp"

namespace carillon::sandbox {
namespace {

constexpr desk_facts smtp_facts{
    .name = "smtp",
    .route = "SMTP (--smtp, --smtps)",
    .plays = "a mail relay: STARTTLS, AUTH, the mail's form",
    .channel = "email",
    .label = "SMTP",
};

constexpr std::size_t recipient_rows = 7;  // said to a recipient; the others to the whole mail
constexpr auto rows = std::to_array<canned_row>({
    {"NO_SUCH_USER", 550, "5.1.1 no such user"},
    {"GREYLISTED", 450, "4.7.1 greylisted, try again later"},
    {"MAILBOX_FULL", 552, "5.2.2 mailbox full"},
    {"TOO_MANY_RECIPIENTS", 452, "4.5.3 too many recipients"},
    {"REFUSED_BY_POLICY", 550, "5.7.1 relaying denied"},
    {"REFUSED", 550, "refused"},
    {"BAD_ADDRESS", 501, "5.1.3 bad address syntax"},
    {"CLOSING", 421, "4.3.2 closing"},
    {"TRY_LATER", 451, "4.3.0 try again later"},
    {"TOO_LARGE", 552, "5.3.4 message too large"},
    {"SPAM", 554, "5.7.1 looks like spam"},
    {"BAD_MESSAGE", 554, "5.6.0 malformed"},
    {"SENDER_POLICY", 550, "5.7.26 the sender's domain does not align"},
});

answer make_refusal(const canned_row& row, std::string_view detail = {}) {
  answer reply;
  reply.status = row.status;
  reply.reason = row.key;
  reply.body = std::string(row.message);
  if (!detail.empty()) reply.body.append(": ").append(detail);
  return reply;
}

/// Of header x-to, each recipient on a line.
void read_subjects(const incoming& request, verdict& made) {
  auto rest = request.header("x-to");
  const auto notification = mail_field(request.body, "X-Carillon-Notification");
  const auto delivery = mail_field(request.body, "X-Carillon-Delivery");
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    made.items.push_back({.token = std::string(rest.substr(0, end)),
                          .notification_id = notification,
                          .delivery_id = delivery});
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (!made.items.empty()) made.subject = made.items.front();
}

}  // namespace

bool is_said_to_recipient(std::string_view reason) noexcept {
  const auto* const found = find_row(rows, reason);
  return found != nullptr && found < rows.data() + recipient_rows;
}

const desk_facts& smtp_desk::facts() const noexcept {
  return smtp_facts;
}

void smtp_desk::judge(const incoming& request, const visit& at, verdict& made) {
  read_subjects(request, made);
  made.reply.status = 250;
  made.reply.body = "2.1.5 ok";
  succeed(made);
  if (const auto* const refused = find_row(rows, request.header("x-refused"))) {
    made.reply = make_refusal(*refused);
    return;
  }
  if (const auto wrong = fault_of_mail(request.body); !wrong.empty()) {
    made.reply = make_refusal(*find_row(rows, "BAD_MESSAGE"), wrong);
  } else {
    made.reply.body = "2.0.0 queued as " + uuid::v7(at.now).to_string();
  }
}

answer smtp_desk::refuse(const canned_answer& wanted, timestamp) const {
  return make_refusal(wanted_row(rows, wanted));
}

bool smtp_desk::knows(std::string_view reason) const noexcept {
  return find_row(rows, reason) != nullptr;
}

result<std::function<void()>> smtp_desk::read_credentials(const json& listed) {
  auto logins =
      read_entries<smtp_accounts::login>(listed, [](const json& entry) -> result<smtp_accounts::login> {
        auto username = read_text(entry, "username");
        if (!username) return username.error();
        auto password = read_text(entry, "password");
        if (!password) return password.error();
        return smtp_accounts::login{*username, *password};
      });
  if (!logins) return logins.error();
  return std::function<void()>([this, logins = std::move(*logins)] { accounts_->logins = logins; });
}

}  // namespace carillon::sandbox
