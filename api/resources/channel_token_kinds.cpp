#include "api/resources/channel_token_kinds.hpp"

#include <algorithm>
#include <cstdlib>

#include "providers/catalogue.hpp"

namespace carillon::api {
namespace {

rule inbox_payload() {
  return object({{"token", text({64, schema::most_device_token})},
                 {"connection_id", text({0, 255}), presence::nullable}});
}

/// A channel of one provider's needs no other word: "/channels/teams/tokens", but
/// "/channels/mobile_push/expo/tokens".
std::string path_of(channel over, std::string_view kind) {
  std::string path = "/channels/" + std::string(to_string(over)) + '/';
  if (to_string(over) != kind) path.append(kind).append("/");
  return path + "tokens";
}

std::vector<channel_token_kind> make_kinds() {
  std::vector<channel_token_kind> kinds{
      {provider::inbox, channel::in_app, "inbox", path_of(channel::in_app, "inbox"), inbox_payload()}};
  for (const auto& row : providers::catalogue()) {
    if (row.token_rule == nullptr) continue;
    const auto& facts = row.facts;
    kinds.push_back({facts.via, facts.over, facts.kind, path_of(facts.over, facts.kind), row.token_rule(),
                     facts.token_urls});
  }
  return kinds;
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
  const auto found = std::ranges::find(kinds, via, &channel_token_kind::via);
  if (found == kinds.end()) std::abort();
  return *found;
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
