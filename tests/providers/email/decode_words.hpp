// Encoded words read back, each alone, as the least forgiving reader would (RFC 2047): for tests.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "base/encoding.hpp"
#include "base/json.hpp"

namespace carillon::providers::email {

inline std::string decode_q(std::string_view payload) {
  std::string out;
  for (std::size_t at = 0; at < payload.size(); ++at) {
    if (payload[at] == '=') {
      out += *hex_decode(payload.substr(at + 1, 2));
      at += 2;
    } else {
      out += payload[at] == '_' ? ' ' : payload[at];
    }
  }
  return out;
}

/// What one word says; a failure when it is longer than 75 bytes or not whole characters.
inline std::string decode_word(std::string_view word) {
  EXPECT_LE(word.size(), 75U) << word;
  EXPECT_TRUE(word.starts_with("=?UTF-8?") && word.ends_with("?=")) << word;
  const auto payload = word.substr(10, word.size() - 12);
  const auto text = word[8] == 'B' ? *base64_decode(payload) : decode_q(payload);
  EXPECT_TRUE(is_valid_utf8(text)) << word;
  return text;
}

/// All words of a text of nothing else, put together as readers do.
inline std::string decode_words(std::string_view words) {
  std::string out;
  while (!words.empty()) {
    const auto end = std::min(words.find(' '), words.size());
    out += decode_word(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return out;
}

}  // namespace carillon::providers::email
