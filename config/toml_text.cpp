#include "config/toml_text.hpp"

#include "base/json.hpp"

namespace carillon::config {
namespace {

/// A TOML basic string takes JSON's escapes.
void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  append_json_escaped(out, text);
  out += '"';
}

void append_array(std::string& out, std::string_view items) {
  out += '[';
  while (!items.empty()) {
    const auto comma = std::min(items.find(','), items.size());
    append_quoted(out, items.substr(0, comma));
    items.remove_prefix(std::min(comma + 1, items.size()));
    if (!items.empty()) out += ", ";
  }
  out += ']';
}

/// name=text as {name = "text"}.
void append_table(std::string& out, std::string_view items) {
  out += '{';
  while (!items.empty()) {
    const auto comma = std::min(items.find(','), items.size());
    const auto item = items.substr(0, comma);
    const auto equals = std::min(item.find('='), item.size());
    out.append(item.substr(0, equals)).append(" = ");
    append_quoted(out, item.substr(std::min(equals + 1, item.size())));
    items.remove_prefix(std::min(comma + 1, items.size()));
    if (!items.empty()) out += ", ";
  }
  out += '}';
}

}  // namespace

void append_section_header(std::string& out, std::string_view current, const key& next) {
  const auto section = section_of(next);
  if (section != current) out.append("\n[").append(section).append("]\n");
}

void append_assignment(std::string& out, const key& which, std::string_view shown) {
  const auto section = section_of(which);
  out.append(which.name.substr(section.empty() ? 0 : section.size() + 1)).append(" = ");
  if (which.at.written == form::list) {
    append_array(out, shown);
  } else if (which.at.written == form::table) {
    append_table(out, shown);
  } else if (which.at.written == form::count) {
    out.append(shown);
  } else {
    append_quoted(out, shown);
  }
}

}  // namespace carillon::config
