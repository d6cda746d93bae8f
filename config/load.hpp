// Settings from everywhere they may come from: flags over environment over file over defaults. Called once,
// in main, before any thread exists. Reads files; never logs, never changes the environment.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "config/environment.hpp"
#include "config/settings.hpp"

namespace carillon::config {

struct load_sources {
  std::optional<std::string> file;                         ///< path of a TOML file that must exist
  environment variables;                                   ///< usually process_environment()
  std::vector<std::pair<std::string, std::string>> flags;  ///< dotted key, text; the last of a key wins
};

struct loaded_settings {
  settings values;
  /// Where each key's value came from: "carillon.toml:3", "CARILLON_REDIS__URL", "--redis.url". A key that is
  /// not here has its default.
  std::map<std::string, std::string, std::less<>> origins;
};

/// Settings that keep every rule, or `configuration` with all problems in the detail, a line each:
/// "carillon.toml:3: redis.urll: unknown key; did you mean redis.url?". No line holds a value.
result<loaded_settings> load(const load_sources& from);

}  // namespace carillon::config
