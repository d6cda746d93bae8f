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

/// The first two segments of a path or pattern, or all of a shorter one.
std::string_view head_of(std::string_view path) noexcept {
  const auto second = path.find('/', 1);
  return second == path.npos ? path : path.substr(0, path.find('/', second + 1));
}

}  // namespace

router::router(std::vector<route> routes) : routes_(std::move(routes)) {
  for (std::size_t index = 0; index < routes_.size(); ++index) {
    const auto pattern = routes_[index].pattern;
    const auto head = head_of(pattern);
    auto& among = head.find('{') == head.npos ? by_head_[head] : elsewhere_;
    among.push_back({index, vagueness_of(pattern)});
  }
}

routed router::find(std::string_view method, std::string_view path) const {
  routed out;
  if (!path.starts_with('/')) return out;
  auto least = std::numeric_limits<unsigned>::max();
  const auto wanted = method == "HEAD" ? std::string_view("GET") : method;
  if (const auto found = by_head_.find(head_of(path)); found != by_head_.end()) {
    for (const auto& each : found->second) consider(each, wanted, path, least, out);
  }
  for (const auto& each : elsewhere_) consider(each, wanted, path, least, out);
  return out;
}

void router::consider(const candidate& one, std::string_view method, std::string_view path, unsigned& least,
                      routed& out) const {
  if (one.vagueness > least) return;
  const auto& row = routes_[one.index];
  const auto parameters = match(row.pattern, path);
  if (!parameters) return;
  if (one.vagueness < least) out = {};
  least = one.vagueness;
  add_method(out.allow, row.method);
  if (out.found || row.method != method) return;
  out.found = &row;
  out.is_malformed = !decode(*parameters, out);
}

}  // namespace carillon::api
