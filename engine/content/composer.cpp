#include "engine/content/composer.hpp"

#include "engine/content/content_choice.hpp"
#include "engine/content/link_scheme.hpp"
#include "providers/fit_text.hpp"
#include "providers/overrides.hpp"

namespace carillon::engine {
namespace {

/// Past what any provider of pushes takes, so that it is cut or refused by its size all the same.
constexpr std::size_t most_content = 16 * 1024;

}  // namespace

providers::push_message compose_push(const json& body, std::optional<std::string> made, provider via,
                                     std::int64_t expires_at_unix) {
  auto words = choose_words(body, channel::mobile_push, std::move(made));
  providers::push_message message;
  message.title = std::move(words.title);
  message.content = std::move(words.content).value_or(std::string());
  providers::drop_beyond(message.content, most_content);
  message.action_url = std::move(words.action_url).value_or(std::string());
  message.category = text_of(body, "category");
  message.topic = text_of(body, "topic");
  message.custom_attributes = without_running_links(member_of(body, "custom_attributes"));
  // A record may be older than the rules of overrides: what is megabytes is not copied to find that out.
  const auto& given = provider_override(body, via);
  message.broken_override = providers::check_override(via, given);
  if (!message.broken_override) message.provider_override = given;
  message.expires_at_unix = expires_at_unix;
  return message;
}

}  // namespace carillon::engine
