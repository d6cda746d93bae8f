// Reading required text out of a stored integration's JSON: shared by the providers' parse_config.
#pragma once

#include <string>

#include "base/error.hpp"
#include "base/json.hpp"

namespace carillon::providers {

/// The non-empty string at `name`, or invalid_argument naming it.
inline result<std::string> stored_text(const json& stored, const char* name) {
  const auto found = stored.is_object() ? stored.find(name) : stored.end();
  const bool is_usable = stored.is_object() && found != stored.end() && found->is_string() &&
                         !found->get_ref<const std::string&>().empty();
  if (!is_usable) return error(errc::invalid_argument, std::string("Param '") + name + "' is missing");
  return found->get<std::string>();
}

}  // namespace carillon::providers
