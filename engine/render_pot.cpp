#include "engine/render_pot.hpp"

#include <algorithm>

namespace carillon::engine {

result<std::string> render_pot::render(const channel_template& with, const json& variables) {
  if (left_ == 0) return error(errc::too_large, "the templates of this page or chunk cost too much together");
  liquid::limits most;
  most.max_work = std::min(most.max_work, left_);
  liquid::budget purse(most);
  auto made = with.render(variables, purse);
  left_ -= std::min(left_, purse.work_done() + price_of_render);
  return made;
}

}  // namespace carillon::engine
