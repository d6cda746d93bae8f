#include "providers/fcm/account.hpp"

#include "providers/fcm/request.hpp"

namespace carillon::providers::fcm {

std::vector<destination> account::destinations() const {
  return {{.place = "fcm", .url = "https://fcm.googleapis.com:443"}};
}

std::unique_ptr<providers::request_template> account::compose(const message& words, timestamp now) const {
  return std::make_unique<request_template>(words, config_, now);
}

result<std::shared_ptr<const providers::account>> open(const json& stored) {
  auto parsed = parse_config(stored);
  if (!parsed) return parsed.error();
  return std::make_shared<const account>(std::move(*parsed));
}

}  // namespace carillon::providers::fcm
