#include "providers/apns/account.hpp"

#include "providers/apns/request.hpp"

namespace carillon::providers::apns {

std::vector<destination> account::destinations() const {
  return {{.place = "apns_production", .url = "https://api.push.apple.com:443"},
          {.place = "apns_sandbox", .url = "https://api.sandbox.push.apple.com:443"}};
}

std::optional<std::size_t> account::serves(const address& to) const {
  return to.installation == "development" ? 1 : 0;
}

bool account::suits(const address& to) const {
  return to.app_id.empty() || to.app_id == config_.app_id;
}

std::unique_ptr<providers::request_template> account::compose(const message& words, timestamp /*now*/) const {
  return std::make_unique<request_template>(words, config_);
}

result<std::shared_ptr<const providers::account>> open(const json& stored) {
  auto parsed = parse_config(stored);
  if (!parsed) return parsed.error();
  return std::make_shared<const account>(std::move(*parsed));
}

}  // namespace carillon::providers::apns
