#include "providers/twilio/account.hpp"

#include "base/encoding.hpp"
#include "providers/stored_text.hpp"
#include "providers/twilio/request.hpp"

namespace carillon::providers::twilio {

std::vector<destination> sms_account::destinations() const {
  // us1 is the host without a region; the others need their edge beside it.
  if (config_->region == "ie1") return {{.place = "twilio_ie1", .url = "https://api.dublin.ie1.twilio.com"}};
  if (config_->region == "au1") return {{.place = "twilio_au1", .url = "https://api.sydney.au1.twilio.com"}};
  return {{.place = "twilio_us1", .url = "https://api.twilio.com"}};
}

std::unique_ptr<request_template> sms_account::compose(const message& words, timestamp now) const {
  return std::make_unique<sms_template>(words, config_, now);
}

result<std::shared_ptr<const account>> open(const json& stored) {
  config opened;
  std::string key;
  std::string password;
  for (auto [name, target] : {std::pair{"account_sid", &opened.account_sid},
                              {"from", &opened.from},
                              {"api_key", &key},
                              {"api_secret", &password}}) {
    auto text = stored_text(stored, name);
    if (!text) return text.error();
    *target = std::move(*text);
  }
  opened.region = text_of(stored, "region");
  opened.authorization = secret("Basic " + base64_encode(key + ':' + password));
  return std::make_shared<const sms_account>(std::move(opened));
}

}  // namespace carillon::providers::twilio
