// The one table of every setting: its name, its place in the structs, its form, bounds and meaning. load,
// print, the JSON schema, docs/configuration.md and carillon.example.toml all come from it; defaults are the
// structs'.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "config/settings.hpp"
#include "config/values.hpp"

namespace carillon::config {

/// What a value looks like when written.
enum class form {
  text,      ///< anything
  hidden,    ///< a secret: shown as ***
  duration,  ///< 250ms, 10s, 1h30m
  size,      ///< 64KiB, 1MiB
  count,     ///< a whole number
  list,      ///< a TOML array of strings; commas elsewhere
  table,     ///< a TOML table of strings; elsewhere name=text, separated by commas, or each by its own name
};

/// When a changed value takes effect.
enum class reload {
  restart,  ///< at the next start
  hot,      ///< on SIGHUP too
};

/// How one member of settings is reached.
struct place {
  form written;
  result<> (*assign)(settings& in, std::string_view text, const range& within);
  std::string (*show)(const settings& in);
  bool (*is_same)(const settings& a, const settings& b);  ///< secrets in constant time
  void (*copy)(settings& to, const settings& from);
};

/// What a key's text must be beyond its form. Checked key by key; the sentence says what is expected.
using check = result<> (*)(std::string_view text);

struct key {
  std::string_view name;  ///< "redis.url"; section and name as in the TOML file
  place at;
  std::string_view help;
  range within{};
  std::string_view choices{};  ///< the values allowed, separated by commas; empty = no such list
  check verify = nullptr;
  std::string (*redact)(std::string_view shown) = nullptr;  ///< hides what is secret within the value
  reload applies = reload::restart;
};

/// In the order of the documentation; the keys of a section stand together.
std::span<const key> all_keys() noexcept;
/// Null when there is none of this name. "section.table.name" finds the table.
const key* find_key(std::string_view name) noexcept;
/// The key whose name takes the fewest changes to get to; empty when none is near.
std::string_view nearest_key(std::string_view name);
/// "redis" of "redis.url"; empty for a key at the top.
std::string_view section_of(const key& of) noexcept;
/// What a section is about, for the documentation.
std::string_view help_of_section(std::string_view section) noexcept;
/// What `text` given for `name` is to a key that `name` finds: an entry "name=text" of a table, else itself.
std::string text_for(const key& which, std::string_view name, std::string_view text);
/// Sets one key from text, all its rules applied. invalid_argument says what is expected, never the value.
result<> set(settings& in, const key& which, std::string_view text);
/// The value as written; secrets as ***, the password inside a URL too.
std::string show_redacted(const settings& in, const key& which);

}  // namespace carillon::config
