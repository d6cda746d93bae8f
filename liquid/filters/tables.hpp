// The tables find_filter looks through, one a file of this folder. docs/templates.md describes each filter.
#pragma once

#include <array>
#include <span>

#include "liquid/filter.hpp"

namespace carillon::liquid::filters {

std::span<const filter> text() noexcept;
std::span<const filter> replacing() noexcept;
std::span<const filter> markup() noexcept;
std::span<const filter> encodings() noexcept;
std::span<const filter> lists() noexcept;
std::span<const filter> sorting() noexcept;
std::span<const filter> searching() noexcept;
std::span<const filter> numbers() noexcept;
std::span<const filter> other() noexcept;

inline std::array<std::span<const filter>, 9> all() noexcept {
  return {text(), replacing(), markup(), encodings(), lists(), sorting(), searching(), numbers(), other()};
}

}  // namespace carillon::liquid::filters
