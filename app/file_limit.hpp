// How many files, sockets among them, the process may have open. Called once by service, before it opens any.
#pragma once

#include <cstddef>

namespace carillon::app {

/// Raises the limit as far as the system allows without asking (the soft limit to the hard one: shells and
/// systemd start with 1,024), and warns when it is still too low for that many clients beside the rest.
void raise_file_limit(std::size_t clients);

}  // namespace carillon::app
