#include "api/http/link_checks.hpp"

#include "engine/content/link_scheme.hpp"

namespace carillon::api {
namespace {

/// Its path, put together on the way back: of a large harmless value none is made.
std::optional<std::string> find_running_link(const json& value) {
  if (value.is_object()) {
    for (const auto& [key, inner] : value.items()) {
      const bool is_bad = inner.is_string() && engine::names_action_url(key) &&
                          engine::would_run(inner.get_ref<const std::string&>());
      if (is_bad) return key;
      if (!inner.is_structured()) continue;
      if (const auto below = find_running_link(inner)) return child_path(key, *below);
    }
  } else if (value.is_array()) {
    for (std::size_t at = 0; at < value.size(); ++at) {
      if (!value[at].is_structured()) continue;
      if (const auto below = find_running_link(value[at])) return child_path(std::to_string(at), *below);
    }
  }
  return std::nullopt;
}

}  // namespace

void refuse_running_link(const json& value, const std::string& path, complaints& found) {
  if (const auto below = find_running_link(value))
    found.push_back(complaint_of(child_path(path, *below), engine::running_link_refusal));
}

}  // namespace carillon::api
