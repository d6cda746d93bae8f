// A mail of Mailgun's API as its recipient sees it, that recipient's variables put in.
#include "sandbox/mail/mail_text.hpp"
#include "sandbox/mailgun/mailgun_desk.hpp"
#include "sandbox/mailgun/recipients.hpp"
#include "sandbox/request_view.hpp"

namespace carillon::sandbox {
namespace {

shown_message show_one(const form_fields& form, const std::string& to, const json& own, bool is_alone) {
  shown_message shown;
  shown.as = look::mail;
  shown.from = field_of(form, "from");
  shown.title = with_variables(field_of(form, "subject"), own);
  shown.text = with_variables(field_of(form, "text"), own);
  shown.html = with_variables(field_of(form, "html"), own);
  shown.fields = {{"From", shown.from}, {"To", to}, {"Subject", shown.title}};
  for (const auto& [name, value] : form) {
    if (name.starts_with("h:")) shown.fields.emplace_back(name.substr(2), with_variables(value, own));
    if (name.starts_with("v:") || name.starts_with("o:"))
      shown.fields.emplace_back(name, with_variables(value, own));
  }
  if (!is_alone) shown.note = "Every recipient of this mail sees all the others.";
  return shown;
}

}  // namespace

std::vector<shown_message> mailgun_desk::show(const incoming& request,
                                              std::span<const std::size_t> items) const {
  const auto form = read_form(request.header("content-type"), request.body);
  if (!form) return {items.size(), show_unreadable(request, "The body is no form.")};
  static const json nothing = json::object();
  const auto to = recipients_of(*form);
  const auto variables = variables_of(*form);
  const bool is_alone = to.size() < 2 || !field_of(*form, "recipient-variables").empty();
  std::vector<shown_message> shown;
  for (const auto item : items) {
    const auto whom = item < to.size() ? to[item] : std::string();
    const auto& own = member_of(variables, address_in(whom));
    shown.push_back(show_one(*form, whom, own.is_object() ? own : nothing, is_alone));
  }
  return shown;
}

}  // namespace carillon::sandbox
