#include "engine/content/rendition.hpp"

#include "engine/content/composer.hpp"

namespace carillon::engine {

const providers::request_template& rendition::for_sender(const sender& by) {
  for (const auto& [account, made] : templates_) {
    if (account == by.account()) return *made;
  }
  auto message = compose_message(*body_, made_, {by.via(), by.facts().over}, times_.expires_ms / 1000);
  message.broadcast = broadcast_;
  message.begins = from_unix_ms(times_.begins_ms);
  message.is_cut_to_fit = by.identity().is_cut_to_fit;
  templates_.emplace_back(by.account(), by.account()->compose(message, now()));
  return *templates_.back().second;
}

}  // namespace carillon::engine
