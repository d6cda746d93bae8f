// Text messages through Twilio (providers.md 8): one message a request, at most once. The account signs its
// requests itself: Basic, API key and secret. Pure; immutable; any thread.
#pragma once

#include <memory>
#include <string>

#include "providers/provider.hpp"

namespace carillon::providers::twilio {

struct config {
  std::string account_sid;  ///< "AC…"
  std::string from;         ///< E.164
  std::string region;       ///< "us1", "ie1", "au1"
  secret authorization;     ///< "Basic …"
};

class sms_account final : public account {
 public:
  explicit sms_account(config opened) : config_(std::make_shared<const config>(std::move(opened))) {}

  std::vector<destination> destinations() const override;
  std::unique_ptr<request_template> compose(const message& words, timestamp now) const override;

 private:
  std::shared_ptr<const config> config_;
};

/// invalid_argument names the field.
result<std::shared_ptr<const account>> open(const json& stored);

}  // namespace carillon::providers::twilio
