#include "config/reference.hpp"

#include "base/json.hpp"
#include "config/environment.hpp"
#include "config/keys.hpp"
#include "config/toml_text.hpp"

namespace carillon::config {
namespace {

std::string_view form_word(const key& of) {
  switch (of.at.written) {
    case form::text:
      return of.choices.empty() ? "text" : "choice";
    case form::hidden:
      return "secret";
    case form::duration:
      return "duration";
    case form::size:
      return "size";
    case form::count:
      return "number";
    case form::list:
      return "list";
    case form::table:
      return "table";
  }
  return "text";
}

std::string default_of(const key& of) {
  return of.at.show(settings{});
}

std::string in_code(std::string_view text) {
  return text.empty() ? "*empty*" : '`' + std::string(text) + '`';
}

json choices_of(const key& of) {
  json list = json::array();
  std::vector<std::string> items;
  static_cast<void>(assign(items, of.choices, {}));
  for (auto& item : items) list.push_back(std::move(item));
  return list;
}

/// What JSON Schema can say about the value; units are left to `carillon config check`.
json property_of(const key& of) {
  json property{{"description", of.help}, {"x-reload", of.applies == reload::hot ? "hot" : "restart"}};
  if (of.at.written == form::count) {
    property["type"] = "integer";
    property["minimum"] = of.within.least;
    if (of.within.greatest != range{}.greatest) property["maximum"] = of.within.greatest;
    property["default"] = std::stoul(default_of(of));
  } else if (of.at.written == form::list) {
    property["type"] = "array";
    property["items"] = {{"type", "string"}};
  } else if (of.at.written == form::table) {
    property["type"] = "object";
    property["additionalProperties"] = {{"type", "string"}};
  } else {
    property["type"] = "string";
    if (of.at.written != form::hidden) property["default"] = default_of(of);
  }
  if (!of.choices.empty()) property["enum"] = choices_of(of);
  return property;
}

json closed_object() {
  return {{"type", "object"}, {"additionalProperties", false}, {"properties", json::object()}};
}

constexpr std::string_view markdown_start = R"(# Configuration

Made from the table in `config/key_table.cpp`; a test fails when the two differ.

A value comes from the first of these that has it:

1. a flag: `--redis.url=redis://…`
2. an environment variable: `CARILLON_REDIS__URL` (two underscores between section and name), or
   `CARILLON_REDIS__URL_FILE` with the path of a file that holds the value
3. the TOML file given by `--config` or `CARILLON_CONFIG` (see `config/carillon.example.toml`)
4. the default

A table may also be set entry by entry: `--section.table=name=value`, `CARILLON_SECTION__TABLE__NAME`, or a line
`name = "value"` below `[section.table]`.

Durations and sizes are written with their unit: `250ms`, `10s`, `1h30m`, `3d`; `512B`, `64KiB`, `12MiB`.
A key that does not exist is an error, and all errors are reported at once with file and line.
`carillon config check` says whether a configuration is fine, `carillon config print` shows what is in force and
where each value came from, with secrets left out.
)";

constexpr std::string_view example_start =
    R"(# Every setting with its default. Uncomment what you change; docs/configuration.md tells more.
# Each may also be set by a flag (--redis.url) or the environment (CARILLON_REDIS__URL).
)";

}  // namespace

std::string example_toml() {
  std::string out(example_start);
  std::string_view section;
  for (const auto& entry : all_keys()) {
    append_section_header(out, section, entry);
    section = section_of(entry);
    out.append("\n# ").append(entry.help).append("\n#");
    append_assignment(out, entry, default_of(entry));
    out += '\n';
  }
  return out;
}

std::string reference_markdown() {
  std::string out(markdown_start);
  std::string_view section = "none yet";
  for (const auto& entry : all_keys()) {
    if (section_of(entry) != section) {
      section = section_of(entry);
      out.append("\n## ").append(section.empty() ? "Top level" : section).append("\n\n");
      out.append(help_of_section(section)).append("\n\n| key | form | default | takes effect | meaning |\n");
      out.append("| --- | --- | --- | --- | --- |\n");
    }
    out.append("| `").append(entry.name).append("` | ").append(form_word(entry)).append(" | ");
    out.append(in_code(default_of(entry))).append(" | ");
    out.append(entry.applies == reload::hot ? "on SIGHUP" : "at start")
        .append(" | ")
        .append(entry.help)
        .append(" |\n");
  }
  return out;
}

std::string json_schema() {
  auto schema = closed_object();
  schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
  schema["title"] = "Carillon";
  for (const auto& entry : all_keys()) {
    auto* properties = &schema["properties"];
    const std::string section(section_of(entry));
    if (!section.empty()) {
      auto& object = (*properties)[section];
      if (object.is_null()) object = closed_object();
      object["description"] = help_of_section(section);
      properties = &object["properties"];
    }
    (*properties)[std::string(entry.name.substr(section.empty() ? 0 : section.size() + 1))] =
        property_of(entry);
  }
  return schema.dump(2) + '\n';
}

}  // namespace carillon::config
