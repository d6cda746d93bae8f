// What all renders of a request or of a chunk may cost together, besides the budget of each: a template that
// is dear for one reader must not be so a hundred times over. One owner.
#pragma once

#include <cstddef>
#include <string>

#include "engine/content/channel_template.hpp"

namespace carillon::engine {

/// Units of liquid/budget.hpp, about a nanosecond each. A page of an inbox has up to 100 renders, a chunk
/// 500.
inline constexpr std::size_t work_of_page = 20'000'000;
inline constexpr std::size_t work_of_chunk = 100'000'000;

class render_pot {
 public:
  explicit render_pot(std::size_t work) noexcept : left_(work) {}

  /// Errors as of channel_template::render; too_large, too, when nothing is left.
  result<std::string> render(const channel_template& with, const json& variables);

 private:
  std::size_t left_;
};

}  // namespace carillon::engine
