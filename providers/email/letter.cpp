#include "providers/email/letter.hpp"

#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "providers/delivery_note.hpp"
#include "providers/email/header_text.hpp"
#include "providers/email/link_address.hpp"
#include "providers/email/mail_content.hpp"
#include "providers/email/mail_page.hpp"

namespace carillon::providers::email {
namespace {

constexpr std::size_t longest_subject = 255;
constexpr std::size_t longest_url = 700;  // of ours

/// A label of a List-Id: letters, digits and hyphens (RFC 2919).
std::string list_label(std::string_view category) {
  std::string out;
  for (const char c : category.substr(0, 60)) {
    const bool is_word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (is_word) {
      out += c;
    } else if (!out.empty() && out.back() != '-') {
      out += '-';
    }
  }
  while (out.ends_with('-')) out.pop_back();
  return out.empty() ? "notifications" : out;
}

/// What may stand between angle brackets on one line. RFC 8058 wants https.
bool is_url(std::string_view text) noexcept {
  if (!text.starts_with("https://") || text.size() > longest_url) return false;
  for (const char c : text) {
    if (c <= ' ' || c > '~' || c == '<' || c == '>') return false;
  }
  return true;
}

}  // namespace

std::string_view sender_identity::domain() const noexcept {
  const auto at = address.rfind('@');
  return at == std::string::npos ? std::string_view() : std::string_view(address).substr(at + 1);
}

letter write_letter(const message& of) {
  const auto content = of.html.empty() ? read_content(of.content) : read_html_content(of.html);
  const auto action = link_address(of.action_url).value_or(std::string());
  letter out;
  out.subject = one_line(of.title, longest_subject);
  if (out.subject.empty()) out.subject = "Notification";  // of controls alone
  const auto category = one_line(of.category, longest_subject);
  const page_words words{.title = out.subject,
                         .html = content.html,
                         .text = content.text,
                         .action_url = action,
                         .category = category,
                         .is_cut = content.is_cut};
  out.html = make_page(words);
  out.text = make_plain_page(words);
  out.date = of.begins;
  if (content.is_cut) add_note_of_cut(out.note, content.text.size());
  return out;
}

std::string message_id(const delivery_id& of, std::string_view domain) {
  return '<' + of.to_string() + '@' + std::string(domain) + '>';
}

std::string display_name(const item& of) {
  if (!of.who) return {};
  std::string name(of.who->first_name);
  if (!name.empty() && !of.who->last_name.empty()) name += ' ';
  name += of.who->last_name;
  return one_line(name, longest_subject);
}

fields common_fields(const message& of, std::string_view domain) {
  fields out;
  if (!of.topic.empty()) {
    // A root that was never sent: programs put what names the same one into a thread.
    const auto root = "<topic." + hex_encode(as_text(sha256({domain, "\n", of.topic})).substr(0, 16)) + '@' +
                      std::string(domain) + '>';
    out.emplace_back("References", root);
    out.emplace_back("In-Reply-To", root);
  }
  out.emplace_back("List-Id", '<' + list_label(of.category) + '.' + std::string(domain) + '>');
  out.emplace_back("Auto-Submitted", "auto-generated");
  return out;
}

bool has_one_click(const item& of) noexcept {
  return is_url(of.unsubscribe_url);
}

fields fields_for(const item& of) {
  fields out;
  if (has_one_click(of)) {
    out.emplace_back("List-Unsubscribe", '<' + std::string(of.unsubscribe_url) + '>');
    out.emplace_back("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
  }
  out.emplace_back("X-Carillon-Notification", of.notification.to_string());
  out.emplace_back("X-Carillon-Delivery", of.delivery.to_string());
  return out;
}

}  // namespace carillon::providers::email
