// What a request body must look like, as data; and complaints in the contract's words ("Param 'title' is
// missing"). Lengths count Unicode code points unless a check says bytes. Rules are built once (static) and
// shared. Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/field_checks.hpp"
#include "base/json.hpp"

namespace carillon::schema {

/// A check of a text beyond its length: nothing when it is fine, else what it should be.
using text_check = refusal (*)(std::string_view) noexcept;
using complaints = std::vector<std::string>;
/// As many are told; who walks a free value stops there.
inline constexpr std::size_t max_complaints = 20;
/// A check no table can express. `path` names the value, "" is the root. May tidy the value up.
using custom_check = std::function<void(json& value, const std::string& path, complaints& found)>;

enum class unknown_keys {
  dropped,  ///< ignored, and gone from the validated value
  refused,  ///< "Param '(root)' doesn't allow key: x"
  kept,     ///< free-form
};

enum class presence {
  required,
  optional,  ///< may be absent; null counts as absent and is dropped
  nullable,  ///< may be absent, and null is a value of its own that is kept
};

struct field;

struct rule {
  enum class type { text, integer, boolean, object, array, any };
  type kind = type::any;
  std::int64_t min = 0;  ///< of an integer; code points of a text; items of an array; keys of an object
  std::int64_t max = std::numeric_limits<std::int64_t>::max();
  text_check check = nullptr;
  std::vector<std::string_view> one_of;  ///< of a text; empty = any
  std::vector<field> fields;             ///< of an object
  unknown_keys unknown = unknown_keys::dropped;
  std::shared_ptr<const rule> items;  ///< of an array
  custom_check custom;                ///< after everything else, when that found nothing
};

struct field {
  std::string_view name;
  rule value;
  presence is = presence::required;
};

struct length {
  std::int64_t min = 0;
  std::int64_t max = std::numeric_limits<std::int64_t>::max();
};
rule text(length limits = {}, text_check check = nullptr);
rule one_of(std::vector<std::string_view> values);
rule integer(length limits);
rule object(std::vector<field> fields, unknown_keys unknown = unknown_keys::dropped);
rule free_object();
/// A free one of at most most_custom_attributes bytes, as compact JSON.
rule custom_attributes();
rule array_of(rule items, length limits = {});

/// Complaints, at most 20; empty = valid. `value` is left with known keys only and without optional nulls:
/// the canonical form of what was asked.
complaints validate(const rule& root, json& value);
/// For custom checks: validates below `path`.
void validate_at(const rule& expected, json& value, const std::string& path, complaints& found);
/// "Param 'path' what": '(root)' for the root.
std::string complaint_of(const std::string& path, std::string_view what);
/// "a.b"; the name alone below the root. Of a long name the beginning.
std::string child_path(const std::string& path, std::string_view name);
/// Unicode code points of valid UTF-8.
std::int64_t code_points(std::string_view text) noexcept;

}  // namespace carillon::schema
