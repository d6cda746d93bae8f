// Writing settings as TOML: shared by print (what is in force) and reference (the example file).
#pragma once

#include <string>
#include <string_view>

#include "config/keys.hpp"

namespace carillon::config {

/// "[redis]" when `next` opens another section than `current`, with an empty line before it.
void append_section_header(std::string& out, std::string_view current, const key& next);
/// `url = "…"`, without a line feed.
void append_assignment(std::string& out, const key& which, std::string_view shown);

}  // namespace carillon::config
