// The tables find_filter looks through, one a file of this folder. docs/templates.md describes each filter.
#pragma once

#include <span>

#include "liquid/filter.hpp"

namespace carillon::liquid::filters {

std::span<const filter> text() noexcept;
std::span<const filter> markup() noexcept;
std::span<const filter> lists() noexcept;
std::span<const filter> numbers() noexcept;
std::span<const filter> other() noexcept;

}  // namespace carillon::liquid::filters
