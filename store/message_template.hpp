// Templates: a Liquid text per project, channel and category that replaces a notification's content on that
// channel (rest-contract.md 6, "Templates"). Read anew for each chunk and each page of an inbox, so that what
// is accepted after a template was saved uses it, whichever process saved it. One io thread; stateless.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/vocabulary.hpp"
#include "net/redis.hpp"
#include "queue/keys.hpp"

namespace carillon::store {

struct message_template {
  channel via = channel::in_app;
  std::string category;  ///< empty = every category
  std::string text;
};

class message_templates {
 public:
  message_templates(net::redis& redis, queue::keys names);

  /// Replaces the one of that channel and category; an empty text takes it away.
  task<result<void>> put(project_id project, message_template value);
  task<result<std::vector<message_template>>> list(project_id project);
  /// The category's, else the one of every category, else none.
  task<result<std::optional<std::string>>> text_for(project_id project, channel via, std::string category);

 private:
  net::redis& redis_;
  queue::keys names_;
};

}  // namespace carillon::store
