// Reads a TOML file into a flat list of keys with their lines. The one place that knows toml++.
// Called by load at start-up only.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace carillon::config {

/// One value of the file: `redis.url = "…"` in any of TOML's spellings.
struct toml_entry {
  std::string key;   ///< dotted
  std::string text;  ///< as a flag would give it; arrays with commas
  std::size_t line;
};

struct toml_problem {
  std::size_t line;  ///< 0: the file as a whole
  std::string what;
};

/// What could be read, in the file's order, and what could not.
struct toml_content {
  std::vector<toml_entry> entries;
  std::vector<toml_problem> problems;
};

toml_content read_toml(std::string_view text);

}  // namespace carillon::config
