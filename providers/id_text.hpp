// The text of an id on the stack: requests carry one or two, and a string of their own would be allocated for
// each delivery.
#pragma once

#include <array>
#include <string_view>

#include "base/ids.hpp"

namespace carillon::providers {

class id_text {
 public:
  explicit id_text(const uuid& of) noexcept { of.write_to(text_.data()); }
  std::string_view view() const noexcept { return {text_.data(), text_.size()}; }

 private:
  std::array<char, 36> text_;
};

}  // namespace carillon::providers
