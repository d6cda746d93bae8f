#include "sandbox/credential_entry.hpp"

namespace carillon::sandbox {

result<std::string> read_text(const json& entry, const char* name) {
  if (!entry.is_object()) return error(errc::invalid_argument, "a credential must be an object");
  const auto found = entry.find(name);
  if (found == entry.end() || !found->is_string() || found->get_ref<const std::string&>().empty()) {
    return error(errc::invalid_argument, std::string(name) + ": a string is required");
  }
  return found->get<std::string>();
}

result<std::string> read_text_or(const json& entry, const char* name, std::string_view fallback) {
  if (entry.is_object() && entry.contains(name)) return read_text(entry, name);
  return std::string(fallback);
}

result<verifying_key> read_key(const json& entry, key_kind kind) {
  auto pem = read_text(entry, "public_key");
  if (!pem) return pem.error();
  return verifying_key::from_pem(*pem, kind);
}

}  // namespace carillon::sandbox
