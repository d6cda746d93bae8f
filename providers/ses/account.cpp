#include "providers/ses/account.hpp"

#include <algorithm>

#include "net/url.hpp"
#include "providers/email/sender_config.hpp"
#include "providers/ses/request.hpp"
#include "providers/stored_text.hpp"

namespace carillon::providers::ses {
namespace {

constexpr std::string_view send_path = "/v2/email/outbound-emails";

class ses_account final : public account {
 public:
  explicit ses_account(config opened) : config_(std::move(opened)) {}

  std::vector<destination> destinations() const override {
    if (config_.is_endpoint_given) return {{.url = config_.endpoint, .is_foreign = true}};
    return {{.place = "ses", .url = config_.endpoint}};
  }
  std::unique_ptr<providers::request_template> compose(const message& words, timestamp) const override {
    return std::make_unique<request_template>(words, config_);
  }

 private:
  config config_;
};

bool is_region(std::string_view text) noexcept {
  return text.size() <= 64 && std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

/// What SES takes as the name of a configuration set.
bool is_set_name(std::string_view text) noexcept {
  return text.size() <= 64 && std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                  c == '_';
         });
}

result<void> read_endpoint(const json& stored, config& into) {
  const auto given = text_of(stored, "endpoint");
  if (given.empty()) {
    into.host =
        "email." + into.region + (into.region.starts_with("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com");
    into.endpoint = "https://" + into.host;
    into.path = send_path;
    return {};
  }
  const auto parts = net::parse_url(given);
  if (!parts || parts->path.find('?') != std::string::npos)
    return error(errc::invalid_argument, "Param 'endpoint' should be a valid uri");
  into.is_endpoint_given = true;
  into.host = net::authority_of(parts->target, parts->is_secure);
  into.endpoint = (parts->is_secure ? "https://" : "http://") + into.host;
  auto base = parts->path;
  while (base.ends_with('/')) base.pop_back();
  into.path = base.append(send_path);
  return {};
}

}  // namespace

result<std::shared_ptr<const account>> open(const json& stored) {
  config made;
  auto key_id = stored_text(stored, "key_id");
  if (!key_id) return key_id.error();
  auto secret_key = stored_text(stored, "secret_key");
  if (!secret_key) return secret_key.error();
  auto region = stored_text(stored, "region");
  if (!region) return region.error();
  const auto session = text_of(stored, "session_token");
  made.configuration_set = text_of(stored, "configuration_set");
  if (!is_header_text(*key_id)) return error(errc::invalid_argument, "Param 'key_id' should be one line");
  if (!is_header_text(session))
    return error(errc::invalid_argument, "Param 'session_token' should be one line");
  if (!is_region(*region)) return error(errc::invalid_argument, "Param 'region' should match ^[a-z0-9-]+$");
  if (!is_set_name(made.configuration_set))
    return error(errc::invalid_argument, "Param 'configuration_set' should match ^[A-Za-z0-9_-]{1,64}$");
  made.credentials = {.key_id = std::move(*key_id),
                      .secret_key = secret(std::move(*secret_key)),
                      .session_token = secret(session)};
  made.region = std::move(*region);
  if (const auto read = read_endpoint(stored, made); !read) return read.error();
  auto from = email::read_sender(stored);
  if (!from) return from.error();
  made.from = std::move(*from);
  return std::shared_ptr<const account>(std::make_shared<ses_account>(std::move(made)));
}

}  // namespace carillon::providers::ses
