#include "providers/email/sender_config.hpp"

#include <optional>

#include "providers/email/header_text.hpp"
#include "providers/email/mailbox.hpp"

namespace carillon::providers::email {
namespace {

struct named_address {
  std::string address, name;
};

/// Nothing when it is absent.
result<std::optional<named_address>> read_named(const json& stored, const char* field) {
  const auto& given = member_of(stored, field);
  if (given.is_null()) return std::optional<named_address>();
  const auto box = parse_mailbox(text_of(given, "email"));
  // A relay that knows SMTPUTF8 takes any recipient's; of a sender's, every relay on the way must know it.
  if (!box || box->needs_utf8)
    return error(errc::invalid_argument,
                 std::string("Param '") + field + ".email' should be an address that mail can be sent from");
  return std::optional(named_address{.address = box->text(), .name = text_of(given, "name")});
}

mailbox known(const std::string& address) {
  return parse_mailbox(address).value();
}

}  // namespace

result<sender_identity> read_sender(const json& stored, std::string_view otherwise) {
  auto from = read_named(stored, "from");
  if (!from) return from.error();
  auto reply_to = read_named(stored, "reply_to");
  if (!reply_to) return reply_to.error();
  sender_identity out;
  if (*from) {
    out.address = std::move((*from)->address);
    out.name = std::move((*from)->name);
  } else if (otherwise.empty() || !parse_mailbox(otherwise)) {
    return error(errc::invalid_argument, "Param 'from' is missing");
  } else {
    out.address = otherwise;
  }
  if (*reply_to && (*reply_to)->address != out.address) {
    out.reply_to = std::move((*reply_to)->address);
    out.reply_to_name = std::move((*reply_to)->name);
  }
  return out;
}

std::string from_value(const sender_identity& of) {
  return named_mailbox(of.name, known(of.address));
}

std::string reply_to_value(const sender_identity& of) {
  return of.reply_to.empty() ? std::string() : named_mailbox(of.reply_to_name, known(of.reply_to));
}

bool is_of_sender(std::string_view from, const sender_identity& of) noexcept {
  if (from.empty()) return true;
  if (const auto open = from.rfind('<'); open != std::string_view::npos) {
    from.remove_prefix(open + 1);
    if (!from.ends_with('>')) return false;
    from.remove_suffix(1);
  }
  const auto box = parse_mailbox(from);
  return box && box->domain == of.domain();
}

}  // namespace carillon::providers::email
