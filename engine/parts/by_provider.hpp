// Something of each provider, found by its number; for the hot path. Pure.
#pragma once

#include <array>
#include <cassert>
#include <cstddef>

#include "base/vocabulary.hpp"

namespace carillon::engine {

template <class Value>
class by_provider {
 public:
  static constexpr std::size_t count = static_cast<std::size_t>(last_provider) + 1;

  Value& of(provider via) noexcept { return all_[place(via)]; }
  const Value& of(provider via) const noexcept { return all_[place(via)]; }
  /// With every provider and its value; `none` is one of them.
  template <class Visit>
  void each(Visit visit) {
    for (std::size_t number = 0; number < count; ++number) visit(static_cast<provider>(number), all_[number]);
  }

 private:
  static std::size_t place(provider via) noexcept {
    const auto number = static_cast<std::size_t>(via);
    assert(number < count);
    return number;
  }
  std::array<Value, count> all_{};
};

}  // namespace carillon::engine
