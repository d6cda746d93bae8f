#include "providers/web_push/account.hpp"

#include "providers/web_push/request.hpp"
#include "providers/web_push/subscription.hpp"

namespace carillon::providers::web_push {

result<std::shared_ptr<const providers::account>> account::open(const json& stored) {
  auto read = parse_config(stored);
  if (!read) return read.error();
  return std::shared_ptr<const providers::account>(std::make_shared<account>(std::move(*read)));
}

result<destination> account::destination_of(const address& to) const {
  return origin_of(to);
}

std::unique_ptr<providers::request_template> account::compose(const message& words, timestamp) const {
  return std::make_unique<request_template>(words);
}

}  // namespace carillon::providers::web_push
