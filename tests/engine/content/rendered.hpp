// A template rendered on a budget of its own.
#pragma once

#include "engine/content/channel_template.hpp"

namespace carillon::engine {

inline result<std::string> rendered(const channel_template& with, const json& variables) {
  liquid::budget purse;
  return with.render(variables, purse);
}

}  // namespace carillon::engine
