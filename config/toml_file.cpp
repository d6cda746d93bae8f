// batch: alone (toml++ is heavy).
#include "config/toml_file.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <optional>

namespace carillon::config {
namespace {

/// The text of a string, integer or boolean; nothing we set has another type.
std::optional<std::string> text_of(const toml::node& node) {
  if (const auto text = node.value_exact<std::string>()) return text;
  if (const auto number = node.value_exact<std::int64_t>()) return std::to_string(*number);
  if (const auto flag = node.value_exact<bool>()) return *flag ? "true" : "false";
  return std::nullopt;
}

std::optional<std::string> text_of(const toml::array& items) {
  std::string joined;
  for (const auto& item : items) {
    const auto text = item.value_exact<std::string>();
    if (!text || text->find(',') != std::string::npos) return std::nullopt;
    joined.append(joined.empty() ? "" : ",").append(*text);
  }
  return joined;
}

/// What broke, without the piece of the file that toml++ may quote: it may be a password with a slip in it.
std::string without_quotation(std::string_view description) {
  if (description.find('\'') != std::string_view::npos)
    description = description.substr(0, description.find(':'));
  return std::string(description);
}

/// `origins = {}`: nothing of it would be seen otherwise. An empty section says nothing.
bool is_no_entry(const toml::table& table) {
  return table.is_inline() && table.empty();
}

class reader {
 public:
  void read(const toml::table& table, const std::string& prefix) {
    for (const auto& [key, node] : table) {
      const auto name = prefix + std::string(key.str());
      const auto line = static_cast<std::size_t>(key.source().begin.line);
      if (const auto* const inner = node.as_table(); inner != nullptr && !is_no_entry(*inner)) {
        read(*inner, name + '.');
        continue;
      }
      const auto* const items = node.as_array();
      const auto text = node.is_table() ? std::string() : items != nullptr ? text_of(*items) : text_of(node);
      if (text) {
        content_.entries.push_back({name, *text, line});
      } else {
        content_.problems.push_back(
            {line, name + " must be a string, a whole number or an array of strings"});
      }
    }
  }

  toml_content finish() && {
    std::ranges::sort(content_.entries, {}, &toml_entry::line);  // toml++ keeps tables by name
    return std::move(content_);
  }

 private:
  toml_content content_;
};

}  // namespace

toml_content read_toml(std::string_view text) {
  try {
    reader content;
    content.read(toml::parse(text), "");
    return std::move(content).finish();
  } catch (const toml::parse_error& failure) {  // Debian builds toml++ with exceptions and no other way
    return {{},
            {{failure.source().begin.line, "not valid TOML: " + without_quotation(failure.description())}}};
  }
}

}  // namespace carillon::config
