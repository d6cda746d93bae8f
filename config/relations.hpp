// Rules that bind several settings together; those about one key alone stand in the table of keys.
// Pure; called by load when every single value is fine.
#pragma once

#include <string_view>
#include <vector>

#include "config/settings.hpp"

namespace carillon::config {

struct broken_relation {
  std::string_view key;   ///< the key to change
  std::string_view what;  ///< a sentence that names the other one
};

std::vector<broken_relation> broken_relations(const settings& in);

}  // namespace carillon::config
