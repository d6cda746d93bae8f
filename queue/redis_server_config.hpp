// redis.conf of the embedded Redis, as text. Pure; used by redis_server, and read by whoever wants to know
// what the default durability and rights are.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/secret.hpp"

namespace carillon::queue {

struct redis_server_config {
  std::filesystem::path folder;
  std::filesystem::path socket;
  std::uint64_t max_memory = 0;  ///< bytes
  secret client_password;
  secret supervisor_password;
};

inline constexpr std::string_view client_user = "carillon";
inline constexpr std::string_view supervisor_user = "supervisor";

/// The file's text. Passwords stand in it as SHA-256 only.
std::string to_text(const redis_server_config& config);

}  // namespace carillon::queue
