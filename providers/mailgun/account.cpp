#include "providers/mailgun/account.hpp"

#include "base/encoding.hpp"
#include "providers/email/mail_domain.hpp"
#include "providers/email/sender_config.hpp"
#include "providers/mailgun/request.hpp"
#include "providers/stored_text.hpp"

namespace carillon::providers::mailgun {
namespace {

class mailgun_account final : public account {
 public:
  explicit mailgun_account(config opened) : config_(std::move(opened)) {}

  std::vector<destination> destinations() const override {
    if (config_.is_european) return {{.place = "mailgun_eu", .url = "https://api.eu.mailgun.net"}};
    return {{.place = "mailgun_us", .url = "https://api.mailgun.net"}};
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
  auto given = stored_text(stored, "domain");
  if (!given) return given.error();
  auto domain = email::to_mail_domain(*given);
  if (!domain) return error(errc::invalid_argument, "Param 'domain' should be the name of a domain");
  const auto region = stored_text(stored, "region");
  if (!region) return region.error();
  if (*region != "us" && *region != "eu")
    return error(errc::invalid_argument, "Param 'region' should be one of us, eu");
  auto from = email::read_sender(stored, "noreply@" + *domain);
  if (!from) return from.error();
  return std::shared_ptr<const account>(std::make_shared<mailgun_account>(
      config{.authorization = secret("Basic " + base64_encode("api:" + *key)),
             .domain = std::move(*domain),
             .is_european = *region == "eu",
             .from = std::move(*from)}));
}

}  // namespace carillon::providers::mailgun
