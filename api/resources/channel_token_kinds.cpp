#include "api/resources/channel_token_kinds.hpp"

#include <algorithm>

#include "api/http/text_checks.hpp"

namespace carillon::api {
namespace {

// The contract names no limits; a token must fit sealed into its list.
constexpr length key_text{1, 255};
constexpr length url_text{1, 2048};

rule apns_payload() {
  return object({{"device_token", text({}, &store::check_device_token)},
                 {"installation_id", text({}, &store::check_installation), presence::optional},
                 {"app_id", text({}, &store::check_app_id), presence::optional}});
}

rule fcm_payload() {
  return object({{"device_token", text({}, &store::check_device_token)},
                 {"installation_id", text({}, &store::check_installation), presence::optional}});
}

rule expo_payload() {
  return object({{"device_token", text({1, store::most_device_token}, &check_visible)}});
}

rule slack_payload() {
  auto oauth = object({{"channel_id", text(key_text)},
                       {"installation_id", text(key_text)},
                       {"scope", text({0, 2048}), presence::optional}});
  auto payload = object({{"oauth", std::move(oauth), presence::optional},
                         {"webhook", object({{"url", text(url_text, &check_uri)}}), presence::optional}},
                        unknown_keys::refused);
  payload.min = 1;
  return payload;
}

rule teams_payload() {
  auto webhook = object({{"url", text(url_text, &check_uri), presence::optional}});
  return object({{"webhook", std::move(webhook), presence::optional}});
}

rule web_push_payload() {
  return object({{"endpoint", text(url_text, &check_uri)},
                 {"keys", object({{"auth", text(key_text)}, {"p256dh", text(key_text)}})}});
}

rule inbox_payload() {
  return object({{"token", text({64, store::most_device_token})},
                 {"connection_id", text({0, 255}), presence::nullable}});
}

std::vector<channel_token_kind> make_kinds() {
  return {
      {provider::apns, channel::mobile_push, "apns", "/channels/mobile_push/apns/tokens", apns_payload()},
      {provider::expo, channel::mobile_push, "expo", "/channels/mobile_push/expo/tokens", expo_payload()},
      {provider::fcm, channel::mobile_push, "fcm", "/channels/mobile_push/fcm/tokens", fcm_payload()},
      {provider::slack, channel::slack, "slack", "/channels/slack/tokens", slack_payload(), {"/webhook/url"}},
      {provider::teams, channel::teams, "teams", "/channels/teams/tokens", teams_payload(), {"/webhook/url"}},
      {provider::web_push,
       channel::web_push,
       "web_push",
       "/channels/web_push/tokens",
       web_push_payload(),
       {"/endpoint"}},
      {provider::inbox, channel::in_app, "inbox", "/channels/in_app/inbox/tokens", inbox_payload()},
  };
}

std::string dotted(std::string_view pointer) {
  std::string path(pointer.substr(1));
  std::ranges::replace(path, '/', '.');
  return path;
}

}  // namespace

const std::vector<channel_token_kind>& channel_token_kinds() {
  static const auto kinds = make_kinds();
  return kinds;
}

const channel_token_kind& channel_token_kind_of(provider via) {
  const auto& kinds = channel_token_kinds();
  return *std::ranges::find(kinds, via, &channel_token_kind::via);
}

complaints check_urls(const channel_token_kind& kind, const json& payload, const outgoing_urls& allowed) {
  complaints found;
  for (const auto pointer : kind.urls) {
    const json::json_pointer place{std::string(pointer)};
    if (!payload.contains(place)) continue;
    if (const auto refused = allowed.check(payload[place].get_ref<const std::string&>()))
      found.push_back(complaint_of(dotted(pointer), *refused));
  }
  return found;
}

}  // namespace carillon::api
