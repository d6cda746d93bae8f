// Templates parsed lately, by their text: chunks of a broadcast and pages of an inbox come one after another
// and say the same. Whoever saved another text is obeyed at once, because the text is what is looked up. One
// io thread.
#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <string_view>

#include "engine/content/channel_template.hpp"

namespace carillon::engine {

class template_cache {
 public:
  /// Errors as of channel_template::parse; they are not remembered.
  result<channel_template> get(std::string_view text, channel via);

 private:
  struct entry {
    std::string text;
    channel via;
    channel_template parsed;
  };
  static constexpr std::size_t kept = 32;
  static constexpr std::size_t kept_bytes = 512 * 1024;  ///< of texts; parsed they take several times that

  std::list<entry> recent_;  ///< latest used first
  std::size_t bytes_ = 0;
};

}  // namespace carillon::engine
