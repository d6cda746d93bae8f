// Reads what PUT /control/credentials lists: members of one credential, and lists of them. Called by the
// desks. Pure. invalid_argument names the entry and the field.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/signing_key.hpp"

namespace carillon::sandbox {

/// A text that is not empty.
result<std::string> read_text(const json& entry, const char* name);
result<std::string> read_text_or(const json& entry, const char* name, std::string_view fallback);
/// "public_key", in PEM; of a private one its public half is kept.
result<verifying_key> read_key(const json& entry, key_kind kind);

/// Every entry by `read(entry)`.
template <class Entry, class Reader>
result<std::vector<Entry>> read_entries(const json& listed, Reader read) {
  std::vector<Entry> entries;
  for (const json& item : listed) {
    auto entry = read(item);
    if (!entry) {
      return error(entry.error().code, "[" + std::to_string(entries.size()) + "] " + entry.error().detail);
    }
    entries.push_back(std::move(*entry));
  }
  return entries;
}

}  // namespace carillon::sandbox
