#include "providers/web_push/subscription.hpp"

#include "base/crypto_ece.hpp"
#include "net/url.hpp"
#include "providers/web_push/config.hpp"

namespace carillon::providers::web_push {
namespace {

result<net::url_parts> parse_endpoint(const address& to) {
  auto parts = net::parse_url(to.text);
  if (!parts || !parts->is_secure)
    return error(errc::invalid_argument, "the subscription's endpoint is no https URL");
  return parts;
}

}  // namespace

result<subscription> read_subscription(const address& to) {
  auto endpoint = parse_endpoint(to);
  if (!endpoint) return endpoint.error();
  const json& keys = to.details == nullptr ? member_of(json(), "keys") : member_of(*to.details, "keys");
  subscription read{.path = std::move(endpoint->path),
                    .point = bytes_of_key(text_of(keys, "p256dh")),
                    .auth = bytes_of_key(text_of(keys, "auth"))};
  if (read.point.size() != ece::point_size)
    return error(errc::invalid_argument, "the subscription's p256dh is no public key on P-256");
  if (read.auth.size() != ece::auth_size)
    return error(errc::invalid_argument, "the subscription's auth has not 16 bytes");
  return read;
}

result<destination> origin_of(const address& to) {
  const auto endpoint = parse_endpoint(to);
  if (!endpoint) return endpoint.error();
  return destination{
      .place = "web_push", .url = "https://" + net::authority_of(endpoint->target, true), .is_foreign = true};
}

}  // namespace carillon::providers::web_push
