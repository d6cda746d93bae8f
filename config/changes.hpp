// What differs between two sets of settings: for the log of a reload. Pure.
#pragma once

#include <string>
#include <vector>

#include "config/keys.hpp"

namespace carillon::config {

struct changed_key {
  const key* which = nullptr;
  std::string before, after;  ///< as written; secrets as ***
};

/// In the order of the table.
std::vector<changed_key> changes(const settings& before, const settings& after);

}  // namespace carillon::config
