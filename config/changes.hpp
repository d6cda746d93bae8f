// What differs between two sets of settings, and what of it a reload may bring into force. Pure.
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

/// Takes over the keys that apply while the process runs; the others stay for the next start. Writes no other
/// member: who reads those alone may do so on another thread.
void adopt_hot(settings& in_force, const settings& wanted);

}  // namespace carillon::config
