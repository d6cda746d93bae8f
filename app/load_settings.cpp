#include "app/load_settings.hpp"

#include <algorithm>

#include "providers/catalogue.hpp"

namespace carillon::app {

result<config::loaded_settings> load_settings(const config::load_sources& sources) {
  auto loaded = config::load(sources);
  if (!loaded) return loaded;
  const auto& known = providers::places();
  for (const auto& [name, url] : loaded->values.providers.origins) {
    if (std::ranges::binary_search(known, std::string_view(name))) continue;
    auto what =
        loaded->origins["providers.origins"] + ": providers.origins." + name + ": nobody looks for it; ";
    std::string all;
    for (const auto place : known) all.append(all.empty() ? "known are " : ", ").append(place);
    return error(errc::configuration, what + all);
  }
  return loaded;
}

}  // namespace carillon::app
