#include "providers/hook.hpp"

#include "net/url.hpp"

namespace carillon::providers {

result<destination> hook_destination(std::string_view url) {
  const auto parts = net::parse_url(url);
  if (!parts) return parts.error();
  if (!parts->is_secure) return error(errc::invalid_argument, "the hook's URL should be https");
  return destination{.url = "https://" + net::authority_of(parts->target, true), .is_foreign = true};
}

result<std::string> hook_path(std::string_view url) {
  auto parts = net::parse_url(url);
  if (!parts) return parts.error();
  return std::move(parts->path);
}

}  // namespace carillon::providers
