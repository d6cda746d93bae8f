// The sandbox's own certificate, in files: made once a folder and kept, so that a restarted sandbox is still
// trusted by clients that read ca.pem before. Blocking; called at start-up.
#pragma once

#include <string>

#include "base/error.hpp"

namespace carillon::sandbox {

struct certificate_files {
  std::string ca_file;           ///< PEM: what clients must trust
  std::string certificate_file;  ///< PEM: the server's, for 127.0.0.1, ::1 and localhost
  std::string key_file;          ///< PEM, mode 0600
};

/// Makes ca.pem, server.pem and server.key in `directory` (created, but not its parents), or keeps those that
/// are there and less than 300 days old. `configuration` when the files cannot be written.
result<certificate_files> prepare_certificates(const std::string& directory);

}  // namespace carillon::sandbox
