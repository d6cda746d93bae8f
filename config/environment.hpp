// Which environment variables set which key. Pure; called by load at start-up.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace carillon::config {

/// Environment variables by name.
using environment = std::map<std::string, std::string>;

/// What a variable of the environment means to us.
struct variable {
  enum class meaning {
    not_ours,     ///< another program's, CARILLON_CONFIG (the file's path, read by the app), or Kubernetes'
    value,        ///< holds the value of `key`
    file,         ///< CARILLON_…_FILE: names a file with the value of `key`
    unknown_key,  ///< ours by its prefix, but there is no such key
  };
  meaning means;
  std::string key;  ///< "redis.url" for CARILLON_REDIS__URL
};

/// Two underscores separate a section from a name. A key that itself ends in _file goes before the _FILE
/// form.
variable read_name(std::string_view name);
/// "CARILLON_REDIS__URL" of "redis.url".
std::string variable_of(std::string_view key);
/// The process' own environment.
environment process_environment();

}  // namespace carillon::config
