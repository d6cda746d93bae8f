#include "engine/content/channel_template.hpp"

#include "engine/content/markdown_html.hpp"
#include "engine/content/markdown_text.hpp"

namespace carillon::engine {
namespace {

/// Units of work: most texts take half of it, the worst known within the bounds of Markdown five times that.
constexpr std::size_t price_of_byte = 8;

enum class form { html, plain, markdown };

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
    case channel::teams:
      return form::markdown;
  }
  return form::plain;
}

}  // namespace

result<channel_template> channel_template::parse(std::string_view text, channel via) {
  auto parsed = liquid::program::parse(text);
  if (!parsed) return parsed.error();
  return channel_template(std::move(*parsed), via);
}

result<std::string> channel_template::render(const json& variables, liquid::budget& purse) const {
  const auto wanted = form_of(via_);
  if (wanted == form::markdown) return program_.render(variables, purse);
  const auto made = program_.render_marking_values(variables, purse);
  if (!made) return made.error();
  if (!purse.spend(made->text.size() * price_of_byte)) return purse.refusal();
  return wanted == form::html ? to_html(*made) : to_plain_text(*made);
}

}  // namespace carillon::engine
