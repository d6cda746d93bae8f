// What --channel takes, for the help and for complaints. Pure.
#pragma once

#include <string>

#include "base/vocabulary.hpp"

namespace carillon::app {

/// "in_app, mobile_push, …"
inline std::string channel_choices() {
  std::string all;
  for (const auto name : channel_names()) all.append(all.empty() ? "" : ", ").append(name);
  return all;
}

}  // namespace carillon::app
