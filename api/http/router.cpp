#include "api/http/router.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "base/encoding.hpp"

namespace carillon::api {
namespace {

using raw_parameters = std::vector<std::pair<std::string_view, std::string_view>>;

std::string_view take_segment(std::string_view& path) noexcept {
  path.remove_prefix(1);  // the slash
  const auto end = std::min(path.find('/'), path.size());
  const auto segment = path.substr(0, end);
  path.remove_prefix(end);
  return segment;
}

std::optional<raw_parameters> match(std::string_view pattern, std::string_view path) {
  raw_parameters found;
  while (!pattern.empty()) {
    if (path.empty()) return std::nullopt;
    const auto expected = take_segment(pattern);
    if (expected.ends_with("...}")) {
      path.remove_prefix(1);
      if (path.empty()) return std::nullopt;
      found.emplace_back(expected.substr(1, expected.size() - 5), path);
      return found;
    }
    const auto actual = take_segment(path);
    if (expected.starts_with('{')) {
      if (actual.empty()) return std::nullopt;
      found.emplace_back(expected.substr(1, expected.size() - 2), actual);
    } else if (expected != actual) {
      return std::nullopt;
    }
  }
  if (!path.empty()) return std::nullopt;
  return found;
}

void add_method(std::string& allow, std::string_view method) {
  if (allow.find(method) != allow.npos) return;
  if (!allow.empty()) allow += ", ";
  allow += method;
  if (method == "GET") allow += ", HEAD";
}

bool decode(const raw_parameters& raw, routed& out) {
  for (const auto& [name, value] : raw) {
    auto decoded = percent_decode(value);
    if (!decoded || !is_valid_utf8(*decoded)) return false;
    out.parameters.emplace_back(name, std::move(*decoded));
  }
  return true;
}

/// How much of a path a pattern leaves open: parameters, and a rest more than all of them.
unsigned vagueness_of(std::string_view pattern) {
  constexpr unsigned of_rest = 1000;
  const auto parameters = static_cast<unsigned>(std::ranges::count(pattern, '{'));
  return pattern.ends_with("...}") ? of_rest + parameters : parameters;
}

}  // namespace

router::router(std::vector<route> routes) : routes_(std::move(routes)) {
  for (const auto& row : routes_) {
    heads_.push_back(row.pattern.substr(0, row.pattern.find('{')));
    vagueness_.push_back(vagueness_of(row.pattern));
  }
}

routed router::find(std::string_view method, std::string_view path) const {
  routed out;
  auto least = std::numeric_limits<unsigned>::max();
  const auto wanted = method == "HEAD" ? std::string_view("GET") : method;
  for (std::size_t index = 0; index < routes_.size(); ++index) {
    if (vagueness_[index] > least || !path.starts_with(heads_[index])) continue;
    const auto& row = routes_[index];
    const auto parameters = match(row.pattern, path);
    if (!parameters) continue;
    if (vagueness_[index] < least) out = {};
    least = vagueness_[index];
    add_method(out.allow, row.method);
    if (out.found || row.method != wanted) continue;
    out.found = &row;
    out.is_malformed = !decode(*parameters, out);
  }
  return out;
}

}  // namespace carillon::api
