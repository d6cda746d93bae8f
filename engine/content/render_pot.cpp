#include "engine/content/render_pot.hpp"

#include <algorithm>

namespace carillon::engine {
namespace {

constexpr std::size_t price_of_render = 10'000;  // whatever it says: its variables are put together
constexpr std::size_t price_of_written = 2;      // a byte

}  // namespace

result<std::string> render_pot::render(const channel_template& with, const json& variables) {
  if (left_ == 0) return error(errc::too_large, "the templates of this page or chunk cost too much together");
  liquid::limits most;
  most.max_work = std::min(most.max_work, left_);
  liquid::budget purse(most);
  auto made = with.render(variables, purse);
  // A short text may make a long one.
  const auto written = made ? made->size() * price_of_written : 0;
  left_ -= std::min(left_, price_of_render + purse.work_done() + written);
  return made;
}

}  // namespace carillon::engine
