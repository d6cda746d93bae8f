#include "engine/content/rendition.hpp"

#include "engine/content/composer.hpp"

namespace carillon::engine {

const push_template& rendition::for_sender(const sender& by) {
  auto& found = templates_[{by.identity().integration, by.identity().version}];
  if (!found) {
    auto message = compose_push(*body_, made_, by.via(), expires_ms_ / 1000);
    message.is_cut_to_fit = by.identity().is_cut_to_fit;
    found = by.make_template(message);
  }
  return *found;
}

}  // namespace carillon::engine
