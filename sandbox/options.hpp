// The command line of carillon-sandbox. Plain data and its parser; used by main only.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "sandbox/behaviour.hpp"
#include "sandbox/message_store.hpp"

namespace carillon::sandbox {

struct options {
  std::string listen = "127.0.0.1:0";
  std::string control = "127.0.0.1:0";
  std::string smtp = "127.0.0.1:0";   ///< begins in clear
  std::string smtps = "127.0.0.1:0";  ///< begins with TLS
  std::string data_directory;
  std::string ledger_file;  ///< empty: no ledger
  std::string ready_file;   ///< empty: none
  bool is_fast = false;
  bool is_verified = true;
  bool is_probed = true;
  unsigned threads = 1;
  std::uint64_t seed = 1;
  behaviour initial;
  store_limits kept;
};

/// The options, or the exit code after --help (0) or a mistake (2), whose text was printed then.
std::variant<options, int> parse_options(int argc, const char* const* argv);

}  // namespace carillon::sandbox
