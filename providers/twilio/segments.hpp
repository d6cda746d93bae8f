// How many messages a text is to a phone network, which is what it costs: GSM 03.38 where its alphabet holds
// the text, else UCS-2; concatenated ones are a little shorter (providers.md 8). Pure; any thread.
#pragma once

#include <cstddef>
#include <string_view>

namespace carillon::providers::twilio {

struct segment_count {
  std::size_t segments = 0;  ///< 0 for an empty text
  bool is_gsm = true;        ///< 7-bit alphabet
};

/// `text` is valid UTF-8.
segment_count count_segments(std::string_view text) noexcept;

}  // namespace carillon::providers::twilio
