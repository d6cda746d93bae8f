// application/x-www-form-urlencoded bodies as the desks read them. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace carillon::sandbox {

class form {
 public:
  /// Nothing when it does not decode, or has over 200 fields.
  static std::optional<form> parse(std::string_view body);

  /// The first of that name, or empty.
  std::string_view operator[](std::string_view name) const noexcept;
  bool has(std::string_view name) const noexcept;

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

}  // namespace carillon::sandbox
