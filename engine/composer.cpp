#include "engine/composer.hpp"

#include "engine/content_choice.hpp"
#include "engine/link_scheme.hpp"

namespace carillon::engine {

providers::push_message compose_push(const json& body, std::optional<std::string> made, provider via,
                                     std::int64_t expires_at_unix) {
  auto words = choose_words(body, channel::mobile_push, std::move(made));
  providers::push_message message;
  message.title = std::move(words.title);
  message.content = std::move(words.content).value_or(std::string());
  message.action_url = std::move(words.action_url).value_or(std::string());
  message.category = text_of(body, "category");
  message.topic = text_of(body, "topic");
  message.custom_attributes = without_running_links(member_of(body, "custom_attributes"));
  message.provider_override = provider_override(body, via);
  message.expires_at_unix = expires_at_unix;
  return message;
}

}  // namespace carillon::engine
