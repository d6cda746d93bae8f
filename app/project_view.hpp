// A project as the command line shows it: which keys count, and until when, never a secret one. Secret keys
// go by their id, which rotate-key and create print beside the key itself.
#pragma once

#include <string>

#include "base/json.hpp"
#include "store/project.hpp"

namespace carillon::app {

json to_json(const store::project& project);
/// One line of `project list`.
std::string to_line(const store::project& project);
/// Several lines, as `project show` prints them.
std::string to_page(const store::project& project);

}  // namespace carillon::app
