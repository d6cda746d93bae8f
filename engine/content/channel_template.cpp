#include "engine/content/channel_template.hpp"

#include "engine/content/markdown_html.hpp"
#include "engine/content/markdown_mrkdwn.hpp"
#include "engine/content/markdown_text.hpp"
#include "providers/plain_markdown.hpp"

namespace carillon::engine {
namespace {

/// Units of work: most texts take half of it, the worst known within the bounds of Markdown five times that.
constexpr std::size_t price_of_byte = 8;

enum class form { html, plain, mrkdwn, markdown };

form form_of(channel via) noexcept {
  switch (via) {
    case channel::in_app:
    case channel::email:
      return form::html;
    case channel::mobile_push:
    case channel::web_push:
    case channel::sms:
      return form::plain;
    case channel::slack:
      return form::mrkdwn;
    case channel::teams:
      return form::markdown;
  }
  return form::plain;
}

/// For who reads Markdown: the template's own words as they are, and values as text.
std::string to_markdown(const liquid::rendered_text& made) {
  const std::string_view all = made.text;
  std::string out;
  std::size_t done = 0;
  for (const auto& value : made.values) {
    out += all.substr(done, value.at - done);
    out += providers::as_markdown(all.substr(value.at, value.length));
    done = value.at + value.length;
  }
  return out.append(all.substr(done));
}

}  // namespace

result<channel_template> channel_template::parse(std::string_view text, channel via) {
  auto parsed = liquid::program::parse(text);
  if (!parsed) return parsed.error();
  return channel_template(std::move(*parsed), via);
}

result<std::string> channel_template::render(const json& variables, liquid::budget& purse) const {
  const auto made = program_.render_marking_values(variables, purse);
  if (!made) return made.error();
  if (!purse.spend(made->text.size() * price_of_byte)) return purse.refusal();
  switch (form_of(via_)) {
    case form::html:
      return to_html(*made);
    case form::plain:
      return to_plain_text(*made);
    case form::mrkdwn:
      return to_mrkdwn(*made);
    case form::markdown:
      return to_markdown(*made);
  }
  return to_plain_text(*made);
}

}  // namespace carillon::engine
