// Templates: a Liquid text per project, channel and category that replaces a notification's content on that
// channel (rest-contract.md 6, "Templates"). Read anew for each chunk and each page of an inbox, so that what
// is accepted after a template was saved uses it, whichever process saved it. One io thread; stateless.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/vocabulary.hpp"
#include "net/redis/redis.hpp"
#include "queue/keys.hpp"

namespace carillon::store {

struct message_template {
  channel via = channel::in_app;
  std::string category;  ///< empty = every category
  std::string text;
};

/// What a project may have, and of that each user who saves templates. Bytes are those of their texts.
inline constexpr std::size_t longest_template = 64 * 1024;
inline constexpr std::size_t most_templates = 500;
inline constexpr std::size_t most_template_bytes = 8 * 1024 * 1024;
inline constexpr std::size_t most_templates_of_user = 50;
inline constexpr std::size_t most_template_bytes_of_user = 1024 * 1024;

class message_templates {
 public:
  message_templates(net::redis& redis, queue::keys names);

  /// Replaces the one of that channel and category, whoever saved it; an empty text takes it away. conflict
  /// names the limit it would break. `author`: who is charged for it; none: the project alone.
  task<result<void>> put(project_id project, message_template value,
                         std::optional<user_id> author = std::nullopt);
  task<result<std::vector<message_template>>> list(project_id project);
  /// The category's, else the one of every category, else none.
  task<result<std::optional<std::string>>> text_for(project_id project, channel via, std::string category);

 private:
  net::redis& redis_;
  queue::keys names_;
};

}  // namespace carillon::store
