// What a client says of a user's custom attributes, put onto those it has: RFC 7396 (JSON Merge Patch), so
// objects are merged at every depth, null removes a key, and anything else replaces what was there. Without
// I/O: the script writes only onto what the merge was made with, and answers what is there instead. Used by
// user_upsert.
#pragma once

#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/json.hpp"

namespace carillon::store {

class attribute_merge {
 public:
  /// Absent: nothing was said of them. Null: all of them go. An object: a patch.
  explicit attribute_merge(std::optional<json> said);

  /// False when they stay as they are.
  bool is_change() const noexcept { return said_.has_value(); }
  /// What to write: compact JSON, "" for none.
  const std::string& merged() const noexcept { return merged_; }
  /// What must be there for it to be right, "" for none; "*" when anything may be.
  const std::string& base() const noexcept { return base_; }
  /// Merges onto what is there. too_large past most_custom_attributes. What cannot be read counts as none.
  result<void> onto(std::string_view stored);

 private:
  std::optional<json> said_;
  std::string merged_, base_;
};

}  // namespace carillon::store
