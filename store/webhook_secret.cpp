#include "store/webhook_secret.hpp"

#include "base/digest.hpp"
#include "base/encoding.hpp"

namespace carillon::store {
namespace {

constexpr std::string_view mark = "whsec_";
constexpr std::string_view wanted = "should be whsec_ and 24 to 64 bytes in base64";
constexpr std::size_t fewest_bytes = 24;
constexpr std::size_t most_bytes = 64;
constexpr std::size_t made_bytes = 32;

}  // namespace

secret make_webhook_secret() {
  return secret(std::string(mark) + base64_encode(random_string(made_bytes)));
}

result<secret> webhook_key(const secret& text) {
  const auto whole = text.reveal();
  if (!whole.starts_with(mark)) return error(errc::invalid_argument, std::string(wanted));
  auto bytes = base64_decode(whole.substr(mark.size()));
  if (!bytes || bytes->size() < fewest_bytes || bytes->size() > most_bytes)
    return error(errc::invalid_argument, std::string(wanted));
  return secret(std::move(*bytes));
}

schema::refusal check_webhook_secret(std::string_view text) noexcept {
  return webhook_key(secret(std::string(text))) ? schema::refusal() : schema::refusal(wanted);
}

}  // namespace carillon::store
