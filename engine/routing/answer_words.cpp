#include "engine/routing/answer_words.hpp"

namespace carillon::engine {

std::string answer_words(provider via, int status, const providers::answer& told) {
  std::string text(to_string(via));
  if (status != 0) text += ' ' + std::to_string(status);
  const auto name = providers::reason_name(via, told.reason);
  if (!name.empty()) text.append(" ").append(name);
  if (!told.text.empty()) text.append(": ").append(told.text);
  return text.substr(0, 200);
}

}  // namespace carillon::engine
