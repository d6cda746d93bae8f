#include "api/resources/integration_kinds.hpp"

#include <algorithm>
#include <array>

#include "api/resources/integration_kinds/rules.hpp"
#include "providers/catalogue.hpp"

namespace carillon::api {
namespace {

constexpr std::array<std::string_view, 1> inbound_secrets{"webhook_signing_secret"};

integration_kind inbound(std::string_view name, rule config) {
  return {{.name = name, .secrets = inbound_secrets, .is_inbound = true}, std::move(config)};
}

std::vector<integration_kind> make_kinds() {
  std::vector<integration_kind> kinds;
  for (const auto& row : providers::catalogue()) {
    if (row.config_rule == nullptr) continue;
    const auto& facts = row.facts;
    kinds.push_back({{.name = facts.kind,
                      .natural_key = facts.natural_key,
                      .secrets = facts.secrets,
                      .is_inbound = row.read_feedback != nullptr},
                     row.config_rule(),
                     facts.urls,
                     facts.hosts});
  }
  kinds.push_back(inbound("awssns", awssns_config()));
  kinds.push_back(inbound("github", github_config()));
  kinds.push_back(inbound("stripe", stripe_config()));
  kinds.push_back({{.name = "inbox"}, inbox_config()});
  kinds.push_back({{.name = "templates"}, free_object()});
  std::ranges::sort(kinds, {}, [](const integration_kind& kind) { return kind.facts.name; });
  return kinds;
}

}  // namespace

const std::vector<integration_kind>& integration_kinds() {
  static const std::vector<integration_kind> kinds = make_kinds();
  return kinds;
}

const integration_kind* find_integration_kind(std::string_view name) {
  const auto& kinds = integration_kinds();
  const auto found =
      std::ranges::find(kinds, name, [](const integration_kind& kind) { return kind.facts.name; });
  return found == kinds.end() ? nullptr : &*found;
}

complaints check_destinations(const integration_kind& kind, const json& config,
                              const outgoing_urls& allowed) {
  complaints found;
  const auto look = [&](std::string_view field, auto check) {
    const auto value = config.find(field);
    if (value == config.end()) return;
    const auto refused = check(value->get_ref<const std::string&>());
    if (refused) found.push_back(complaint_of(std::string(field), *refused));
  };
  for (const auto field : kind.urls) look(field, [&](const std::string& url) { return allowed.check(url); });
  for (const auto field : kind.hosts)
    look(field, [&](const std::string& host) { return allowed.check_host(host); });
  return found;
}

}  // namespace carillon::api
