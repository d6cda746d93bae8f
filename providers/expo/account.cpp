#include "providers/expo/account.hpp"

#include "providers/expo/request.hpp"
#include "providers/stored_text.hpp"

namespace carillon::providers::expo {

result<std::shared_ptr<const providers::account>> account::open(const json& stored) {
  auto token = stored_text(stored, "access_token");
  if (!token) return token.error();
  if (!is_header_text(*token))
    return error(errc::invalid_argument, "Param 'access_token' should be fit for a header");
  return std::shared_ptr<const providers::account>(std::make_shared<account>(secret(std::move(*token))));
}

std::vector<destination> account::destinations() const {
  return {{.place = "expo", .url = "https://exp.host"}};
}

std::optional<std::size_t> account::serves(const address& to) const {
  if (!is_push_token(to.text)) return std::nullopt;
  return 0;
}

std::unique_ptr<providers::request_template> account::compose(const message& words, timestamp) const {
  return std::make_unique<request_template>(words, access_token_.reveal());
}

}  // namespace carillon::providers::expo
