#include "providers/overrides.hpp"

#include <vector>

#include "providers/catalogue.hpp"

namespace carillon::providers {
namespace {

/// A key of the seed's clients, for a service that nobody here speaks.
constexpr override_kind of_nobody{"postmark", provider::none, 1024 * 1024};

std::vector<override_kind> make_kinds() {
  std::vector<override_kind> kinds{of_nobody};
  for (const auto& row : catalogue()) {
    for (const auto key : row.facts.overrides) kinds.push_back({key, row.facts.via, row.facts.most_override});
  }
  return kinds;
}

/// No more than the bytes of its compact form, and no less than a sixth; stops once past `enough`.
std::size_t least_size(const json& value, std::size_t enough) {
  if (value.is_string()) return value.get_ref<const std::string&>().size() + 2;
  if (!value.is_structured()) return 1;
  std::size_t bytes = 2;
  for (const auto& [key, inner] : value.items()) {
    if (bytes > enough) break;
    bytes += (value.is_object() ? key.size() + 3 : 0) + least_size(inner, enough);
  }
  return bytes;
}

bool fits(const json& value, std::size_t most) {
  return least_size(value, most) <= most && dump_json(value).size() <= most;
}

}  // namespace

std::span<const override_kind> override_kinds() noexcept {
  static const auto kinds = make_kinds();
  return kinds;
}

override_check check_override(const override_kind& kind, const json& given) {
  if (!given.is_object()) return std::nullopt;
  if (!fits(given, kind.most_bytes)) {
    return override_fault{"", "should have at most " + std::to_string(kind.most_bytes) + " bytes"};
  }
  const auto* const row = find_row(kind.via);
  return row != nullptr && row->check_override != nullptr ? row->check_override(given) : std::nullopt;
}

override_check check_override(provider via, const json& given) {
  const auto* const row = find_row(via);
  if (row == nullptr) return std::nullopt;
  return check_override(override_kind{row->facts.kind, via, row->facts.most_override}, given);
}

}  // namespace carillon::providers
