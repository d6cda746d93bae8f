#include "engine/render_pot.hpp"

#include <algorithm>

namespace carillon::engine {
namespace {

constexpr std::size_t price_of_render = 20'000;
constexpr std::size_t price_of_byte = 8;
constexpr std::size_t price_of_failure = 1'000'000;  // it went as far as one may

}  // namespace

result<std::string> render_pot::render(const channel_template& with, const json& variables) {
  if (left_ == 0) return error(errc::too_large, "the templates of this page or chunk cost too much together");
  auto made = with.render(variables);
  const auto price = made ? price_of_render + made->size() * price_of_byte : price_of_failure;
  left_ -= std::min(left_, price);
  return made;
}

}  // namespace carillon::engine
