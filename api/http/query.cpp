#include "api/http/query.hpp"

#include <algorithm>
#include <optional>

#include "base/encoding.hpp"
#include "base/json.hpp"

namespace carillon::api {
namespace {

/// By sorting: names are chosen by clients, who could choose them to collide in a hash table.
bool has_a_name_twice(const std::vector<std::pair<std::string, std::string>>& all) {
  if (all.size() < 2) return false;
  std::vector<std::string_view> names;
  names.reserve(all.size());
  for (const auto& [name, value] : all) names.push_back(name);
  std::ranges::sort(names);
  return std::ranges::adjacent_find(names) != names.end();
}

error malformed_form(boost::source_location where = BOOST_CURRENT_LOCATION) {
  return {errc::invalid_argument, "the form is malformed", where};
}

}  // namespace

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
    out.all_.emplace_back(std::move(*name), std::move(*value));
  }
  if (has_a_name_twice(out.all_)) return error(errc::invalid_argument, "a query parameter is given twice");
  return out;
}

result<std::string> form_field(std::string_view form, std::string_view name) {
  std::optional<std::string> found;
  while (!form.empty()) {
    const auto end = std::min(form.find('&'), form.size());
    const auto pair = form.substr(0, end);
    form.remove_prefix(std::min(end + 1, form.size()));
    const auto equals = std::min(pair.find('='), pair.size());
    if (equals > 3 * name.size()) continue;  // longer than the name with every byte escaped
    const auto decoded = percent_decode(pair.substr(0, equals));
    if (!decoded) return malformed_form();
    if (*decoded != name) continue;
    if (found) return error(errc::invalid_argument, "a field of the form is given twice");
    std::string value(pair.substr(std::min(equals + 1, pair.size())));
    std::ranges::replace(value, '+', ' ');
    auto text = percent_decode(value);
    if (!text) return malformed_form();
    found = std::move(*text);
  }
  return std::move(found).value_or(std::string());
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
