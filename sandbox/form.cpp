#include "sandbox/form.hpp"

#include <algorithm>

#include "base/encoding.hpp"

namespace carillon::sandbox {
namespace {

constexpr std::size_t most_fields = 200;

std::optional<std::string> decoded(std::string_view text) {
  std::string spaced(text);
  std::ranges::replace(spaced, '+', ' ');
  auto plain = percent_decode(spaced);
  if (!plain) return std::nullopt;
  return std::move(*plain);
}

}  // namespace

std::optional<form> form::parse(std::string_view body) {
  form read;
  while (!body.empty()) {
    const auto end = std::min(body.find('&'), body.size());
    const auto field = body.substr(0, end);
    body.remove_prefix(std::min(end + 1, body.size()));
    const auto equals = std::min(field.find('='), field.size());
    auto name = decoded(field.substr(0, equals));
    auto value = decoded(field.substr(std::min(equals + 1, field.size())));
    if (!name || !value || read.fields_.size() == most_fields) return std::nullopt;
    read.fields_.emplace_back(std::move(*name), std::move(*value));
  }
  return read;
}

std::string_view form::operator[](std::string_view name) const noexcept {
  const auto found = std::ranges::find(fields_, name, &std::pair<std::string, std::string>::first);
  return found == fields_.end() ? std::string_view() : std::string_view(found->second);
}

bool form::has(std::string_view name) const noexcept {
  return std::ranges::any_of(fields_, [&](const auto& each) { return each.first == name; });
}

}  // namespace carillon::sandbox
