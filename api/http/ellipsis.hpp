// Texts that machines made, cut to a limit that people would have kept. Pure.
#pragma once

#include <cstddef>
#include <string>

namespace carillon::api {

/// At most `most` code points of valid UTF-8, `ending` included where something was cut. Never between a
/// character and what belongs to it: accents, joiners, skin tones.
void cut_text(std::string& text, std::size_t most, std::string_view ending = "…");

}  // namespace carillon::api
