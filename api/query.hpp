// The query string, taken apart: names and values percent-decoded, in order. Pure.
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

}  // namespace carillon::api
