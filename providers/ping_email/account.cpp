#include "providers/ping_email/account.hpp"

#include "net/url.hpp"
#include "providers/ping_email/request.hpp"
#include "providers/stored_text.hpp"

namespace carillon::providers::ping_email {
namespace {

class ping_email_account final : public account {
 public:
  explicit ping_email_account(config opened) : config_(std::move(opened)) {}

  std::vector<destination> destinations() const override {
    return {{.url = config_.origin, .is_foreign = true}};
  }
  std::unique_ptr<providers::request_template> compose(const message& words, timestamp) const override {
    return std::make_unique<request_template>(words, config_);
  }

 private:
  config config_;
};

}  // namespace

result<std::shared_ptr<const account>> open(const json& stored) {
  const auto url = stored_text(stored, "url");
  if (!url) return url.error();
  auto parts = net::parse_url(*url);
  if (!parts) return error(errc::invalid_argument, "Param 'url' should be a valid uri");
  config made{.origin = parts->is_secure ? "https://" : "http://", .path = std::move(parts->path)};
  made.origin += net::authority_of(parts->target, parts->is_secure);
  return std::shared_ptr<const account>(std::make_shared<ping_email_account>(std::move(made)));
}

}  // namespace carillon::providers::ping_email
