#include "config/environment.hpp"

#include <unistd.h>

#include <algorithm>

#include "config/keys.hpp"

namespace carillon::config {
namespace {

constexpr std::string_view prefix = "CARILLON_";
constexpr std::string_view file_suffix = "_file";

constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr char upper(char c) noexcept {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

std::string key_of(std::string_view name) {
  std::string key(name.substr(prefix.size()));
  std::ranges::transform(key, key.begin(), lower);
  for (auto at = key.find("__"); at != std::string::npos; at = key.find("__", at)) key.replace(at, 2, ".");
  return key;
}

/// Kubernetes gives every container variables for each Service: one named carillon or carillon-x makes
/// CARILLON_SERVICE_HOST, CARILLON_PORT_8080_TCP and so on. None of our keys has such a name.
bool is_kubernetes_service(std::string_view name) {
  return name.find("_SERVICE_HOST") != name.npos || name.find("_SERVICE_PORT") != name.npos ||
         name.ends_with("_PORT") || name.find("_PORT_") != name.npos;
}

}  // namespace

variable read_name(std::string_view name) {
  using enum variable::meaning;
  if (!name.starts_with(prefix) || name == "CARILLON_CONFIG") return {not_ours, {}};
  auto key = key_of(name);
  if (find_key(key) != nullptr) return {value, std::move(key)};
  if (key.ends_with(file_suffix)) {
    auto without = key.substr(0, key.size() - file_suffix.size());
    if (find_key(without) != nullptr) return {file, std::move(without)};
  }
  if (is_kubernetes_service(name)) return {not_ours, {}};
  return {unknown_key, std::move(key)};
}

std::string variable_of(std::string_view key) {
  std::string name(prefix);
  for (const char c : key) {
    if (c == '.') {
      name += "__";
    } else {
      name += upper(c);
    }
  }
  return name;
}

environment process_environment() {
  environment out;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const auto equals = text.find('=');
    if (equals != std::string_view::npos) out.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return out;
}

}  // namespace carillon::config
