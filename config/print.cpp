#include "config/print.hpp"

#include "config/keys.hpp"
#include "config/toml_text.hpp"

namespace carillon::config {

std::string print(const loaded_settings& what) {
  std::string out;
  std::string_view section;
  for (const auto& entry : all_keys()) {
    append_section_header(out, section, entry);
    section = section_of(entry);
    const auto origin = what.origins.find(entry.name);
    append_assignment(out, entry, show_redacted(what.values, entry));
    out.append("  # ").append(origin == what.origins.end() ? "default" : origin->second).append("\n");
  }
  return out;
}

}  // namespace carillon::config
