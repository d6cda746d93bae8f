#include "engine/content/composer.hpp"

#include "engine/content/content_choice.hpp"
#include "engine/content/link_scheme.hpp"
#include "providers/fit_text.hpp"
#include "providers/overrides.hpp"

namespace carillon::engine {
namespace {

/// Past what any provider of short messages takes, so that it is cut or refused by its size all the same.
constexpr std::size_t most_short_content = 16 * 1024;
constexpr std::size_t most_chat_content = 64 * 1024;

bool is_short(channel over) noexcept {
  return over == channel::mobile_push || over == channel::web_push || over == channel::sms;
}

bool is_chat(channel over) noexcept {
  return over == channel::slack || over == channel::teams;
}

}  // namespace

providers::message compose_message(const json& body, std::optional<std::string> made, message_kind kind,
                                   std::int64_t expires_at_unix) {
  const bool is_made = made && is_open_to_template(body, kind.over);
  auto words = choose_words(body, kind.over, std::move(made));
  providers::message message;
  message.over = kind.over;
  message.title = std::move(words.title);
  auto& said = is_made && kind.over == channel::email ? message.html : message.content;
  said = std::move(words.content).value_or(std::string());
  message.is_marked_up = is_made && is_chat(kind.over);
  if (is_short(kind.over)) providers::drop_beyond(message.content, most_short_content);
  if (is_chat(kind.over)) providers::drop_beyond(message.content, most_chat_content);
  message.action_url = std::move(words.action_url).value_or(std::string());
  message.category = text_of(body, "category");
  message.topic = text_of(body, "topic");
  message.custom_attributes = without_running_links(member_of(body, "custom_attributes"));
  // A record may be older than the rules of overrides: what is megabytes is not copied to find that out.
  const auto& given = provider_override(body, kind.via);
  message.broken_override = providers::check_override(kind.via, given);
  if (!message.broken_override) message.provider_override = given;
  if (kind.over == channel::email) message.overrides = member_of(body, "overrides");
  message.expires_at_unix = expires_at_unix;
  return message;
}

}  // namespace carillon::engine
