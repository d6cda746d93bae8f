#include "providers/delivery_note.hpp"

#include "providers/answer.hpp"

namespace carillon::providers {
namespace {

/// An event keeps 200 bytes a delivery, times the recipients.
constexpr std::size_t most_names = 60;

}  // namespace

error override_error(provider via, const override_fault& fault) {
  std::string text = "overrides.providers.";
  text += to_string(via);
  if (!fault.field.empty()) text += '.' + fault.field;
  return {errc::invalid_argument, sanitised(text + ' ' + fault.what)};
}

std::string note_of_left_out(std::string_view where, std::span<const std::string> names) {
  if (names.empty()) return {};
  std::string listed;
  std::size_t shown = 0;
  for (; shown < names.size() && (shown == 0 || listed.size() + names[shown].size() <= most_names); ++shown) {
    if (shown > 0) listed += ", ";
    listed += names[shown].substr(0, most_names);
  }
  if (shown < names.size()) listed += " and " + std::to_string(names.size() - shown) + " more";
  return sanitised("custom attributes not sent " + std::string(where) +
                   ", the names are reserved: " + listed);
}

void add_note_of_cut(std::string& note, std::size_t kept_bytes) {
  if (!note.empty()) note += "; ";
  note += "the content was cut to " + std::to_string(kept_bytes) + " bytes";
}

}  // namespace carillon::providers
