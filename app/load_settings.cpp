#include "app/load_settings.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "providers/catalogue.hpp"

namespace carillon::app {

namespace {

using names = std::vector<std::string_view>;

/// Integrations that send.
names kinds_that_send() {
  names made;
  for (const auto& row : providers::catalogue()) made.push_back(row.facts.kind);
  std::ranges::sort(made);
  return made;
}

/// A name of that table that is none of those known would be passed over in silence.
result<> check_names(const config::loaded_settings& loaded, const char* key, const config::named_texts& table,
                     const names& known) {
  for (const auto& [name, value] : table) {
    if (std::ranges::binary_search(known, std::string_view(name))) continue;
    auto what = loaded.origins.find(key)->second + ": " + key + "." + name + ": nobody looks for it; ";
    std::string all;
    for (const auto each : known) all.append(all.empty() ? "known are " : ", ").append(each);
    return error(errc::configuration, what + all);
  }
  return {};
}

}  // namespace

result<config::loaded_settings> load_settings(const config::load_sources& sources) {
  auto loaded = config::load(sources);
  if (!loaded) return loaded;
  const auto& chosen = loaded->values.providers;
  auto fine = check_names(*loaded, "providers.origins", chosen.origins, providers::places());
  if (fine) fine = check_names(*loaded, "providers.rates", chosen.rates, kinds_that_send());
  if (!fine) return fine.error();
  return loaded;
}

}  // namespace carillon::app
