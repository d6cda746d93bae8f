#include "providers/sendgrid/account.hpp"

#include "providers/email/sender_config.hpp"
#include "providers/sendgrid/request.hpp"
#include "providers/stored_text.hpp"

namespace carillon::providers::sendgrid {
namespace {

class sendgrid_account final : public account {
 public:
  explicit sendgrid_account(config opened) : config_(std::move(opened)) {}

  std::vector<destination> destinations() const override {
    return {{.place = "sendgrid", .url = "https://api.sendgrid.com"}};
  }
  std::unique_ptr<providers::request_template> compose(const message& words, timestamp) const override {
    return std::make_unique<request_template>(words, config_);
  }

 private:
  config config_;
};

}  // namespace

result<std::shared_ptr<const account>> open(const json& stored) {
  auto key = stored_text(stored, "api_key");
  if (!key) return key.error();
  if (!is_header_text(*key)) return error(errc::invalid_argument, "Param 'api_key' should be one line");
  auto from = email::read_sender(stored);
  if (!from) return from.error();
  return std::shared_ptr<const account>(std::make_shared<sendgrid_account>(
      config{.authorization = secret("Bearer " + *key), .from = std::move(*from)}));
}

}  // namespace carillon::providers::sendgrid
