#include "sandbox/mailgun/recipients.hpp"

namespace carillon::sandbox {
namespace {

constexpr std::size_t most_variables = 25 * 1000 * 1000;

}  // namespace

std::string with_variables(std::string_view text, const json& own) {
  std::string out(text);
  for (const auto& [name, value] : own.items()) {
    const auto mark = "%recipient." + name + '%';
    const auto with = value.is_string() ? value.get<std::string>() : dump_json(value);
    for (auto at = out.find(mark); at != std::string::npos; at = out.find(mark, at + with.size()))
      out.replace(at, mark.size(), with);
  }
  return out;
}

std::vector<std::string> recipients_of(const form_fields& form) {
  std::vector<std::string> out;
  for (const auto& [name, value] : form) {
    if (name != "to") continue;
    std::string_view rest = value;
    bool is_quoted = false;
    std::size_t from = 0;
    for (std::size_t at = 0; at <= rest.size(); ++at) {
      if (at < rest.size() && rest[at] == '"') is_quoted = !is_quoted;
      if (at < rest.size() && (is_quoted || rest[at] != ',')) continue;
      auto one = rest.substr(from, at - from);
      while (one.starts_with(' ')) one.remove_prefix(1);
      out.emplace_back(one);
      from = at + 1;
    }
  }
  return out;
}

json variables_of(const form_fields& form) {
  auto parsed = parse_json(field_of(form, "recipient-variables"), {.max_bytes = most_variables});
  return parsed && parsed->is_object() ? *parsed : json::object();
}

}  // namespace carillon::sandbox
