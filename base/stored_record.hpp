// Reading a record that rests as JSON. What lies in a store may be damaged, or written by another version,
// and must become an error, never an exception: a member that is absent is what the reader says it is, one of
// another type makes the record damaged. Ask is_damaged() once, after reading. Used by store/, engine/ and
// providers/; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.hpp"

namespace carillon {

class stored_record {
 public:
  /// `record` outlives it. Anything but an object is damaged.
  explicit stored_record(const json& record) noexcept : record_(record), is_damaged_(!record.is_object()) {}

  bool has(std::string_view name) const noexcept;
  std::string text(std::string_view name, std::string_view when_absent = {});
  /// Of the integers JSON knows those that fit; 1.5 and 1e30 are damage.
  std::int64_t integer(std::string_view name, std::int64_t when_absent = 0);
  bool flag(std::string_view name, bool when_absent = false);
  /// Must be there. An empty array when it is not.
  const json& list(std::string_view name);

  bool is_damaged() const noexcept { return is_damaged_; }

 private:
  /// Null when it is absent.
  const json* find(std::string_view name) const noexcept;
  const json& record_;
  bool is_damaged_;
};

}  // namespace carillon
