#include "api/query.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "base/json.hpp"

namespace carillon::api {

result<query_parameters> query_parameters::parse(std::string_view raw) {
  query_parameters out;
  while (!raw.empty()) {
    const auto end = std::min(raw.find('&'), raw.size());
    const auto pair = raw.substr(0, end);
    raw.remove_prefix(std::min(end + 1, raw.size()));
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    auto name = percent_decode(pair.substr(0, equals));
    auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())));
    if (!name || !value || !is_valid_utf8(*name) || !is_valid_utf8(*value)) {
      return error(errc::invalid_argument, "the query string is malformed");
    }
    if (out.has(*name)) return error(errc::invalid_argument, "a query parameter is given twice");
    out.all_.emplace_back(std::move(*name), std::move(*value));
  }
  return out;
}

std::string_view query_parameters::get(std::string_view name) const noexcept {
  const auto found =
      std::ranges::find(all_, name, [](const auto& one) -> std::string_view { return one.first; });
  return found == all_.end() ? std::string_view() : std::string_view(found->second);
}

bool query_parameters::has(std::string_view name) const noexcept {
  return std::ranges::any_of(all_, [&](const auto& one) { return one.first == name; });
}

}  // namespace carillon::api
