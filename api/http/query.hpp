// The query string, taken apart: names and values percent-decoded, in order; and forms, which are spelled
// alike. Linear in what the client sends. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace carillon::api {

class query_parameters {
 public:
  /// `raw` is what follows '?'. invalid_argument on broken percent-encoding, bytes that are not UTF-8, and a
  /// name given twice: two readers could choose differently. '+' stays '+'.
  static result<query_parameters> parse(std::string_view raw);

  /// The value, or empty.
  std::string_view get(std::string_view name) const noexcept;
  bool has(std::string_view name) const noexcept;
  const std::vector<std::pair<std::string, std::string>>& all() const noexcept { return all_; }

 private:
  std::vector<std::pair<std::string, std::string>> all_;
};

/// The field of that name in an application/x-www-form-urlencoded body of any size, decoded ('+' is a space);
/// empty when there is none. Nothing is kept of the others. invalid_argument when it is malformed or given
/// twice.
result<std::string> form_field(std::string_view form, std::string_view name);

}  // namespace carillon::api
