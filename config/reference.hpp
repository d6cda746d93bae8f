// The documentation of all settings, made from the table of keys: what `carillon config schema` prints, and
// the two files of the repository that a test holds against these functions.
#pragma once

#include <string>

namespace carillon::config {

/// config/carillon.example.toml: every key with its help and default, commented out.
std::string example_toml();
/// docs/configuration.md.
std::string reference_markdown();
/// JSON Schema (2020-12) of the TOML file.
std::string json_schema();

}  // namespace carillon::config
