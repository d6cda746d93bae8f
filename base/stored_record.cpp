#include "base/stored_record.hpp"

#include <limits>

namespace carillon {

const json* stored_record::find(std::string_view name) const noexcept {
  if (!record_.is_object()) return nullptr;
  const auto found = record_.find(name);
  return found == record_.end() ? nullptr : &*found;
}

bool stored_record::has(std::string_view name) const noexcept {
  return find(name) != nullptr;
}

std::string stored_record::text(std::string_view name, std::string_view when_absent) {
  const auto* const found = find(name);
  if (!found) return std::string(when_absent);
  if (const auto* const text = found->get_ptr<const std::string*>()) return *text;
  is_damaged_ = true;
  return std::string(when_absent);
}

std::int64_t stored_record::integer(std::string_view name, std::int64_t when_absent) {
  const auto* const found = find(name);
  if (!found) return when_absent;
  // A number without a sign is kept unsigned: asked first, for it is an integer too.
  if (const auto* const counted = found->get_ptr<const std::uint64_t*>()) {
    if (*counted <= std::numeric_limits<std::int64_t>::max()) return static_cast<std::int64_t>(*counted);
  } else if (const auto* const signed_one = found->get_ptr<const std::int64_t*>()) {
    return *signed_one;
  }
  is_damaged_ = true;
  return when_absent;
}

bool stored_record::flag(std::string_view name, bool when_absent) {
  const auto* const found = find(name);
  if (!found) return when_absent;
  if (const auto* const is_set = found->get_ptr<const bool*>()) return *is_set;
  is_damaged_ = true;
  return when_absent;
}

const json& stored_record::list(std::string_view name) {
  static const json none = json::array();
  const auto* const found = find(name);
  if (found && found->is_array()) return *found;
  is_damaged_ = true;
  return none;
}

}  // namespace carillon
