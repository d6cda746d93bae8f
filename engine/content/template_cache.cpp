#include "engine/content/template_cache.hpp"

#include <algorithm>

namespace carillon::engine {

result<channel_template> template_cache::get(std::string_view text, channel via) {
  const auto found =
      std::ranges::find_if(recent_, [&](const entry& each) { return each.via == via && each.text == text; });
  if (found != recent_.end()) {
    recent_.splice(recent_.begin(), recent_, found);
    return found->parsed;
  }
  auto parsed = channel_template::parse(text, via);
  if (!parsed) return parsed.error();
  recent_.push_front({std::string(text), via, *parsed});
  bytes_ += text.size();
  while (recent_.size() > kept || (bytes_ > kept_bytes && recent_.size() > 1)) {
    bytes_ -= recent_.back().text.size();
    recent_.pop_back();
  }
  return parsed;
}

}  // namespace carillon::engine
