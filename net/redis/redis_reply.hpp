// What goes to Redis and what comes back, as plain values. Used by everyone who speaks to Redis, on any
// thread; how they look on the wire is resp.hpp's business.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace carillon::net {

/// One RESP reply, owned. Errors of Redis itself are a kind here; transport errors are result errors.
struct redis_reply {
  enum class kind : std::uint8_t { nil, status, error, integer, string, array };
  kind type = kind::nil;
  std::int64_t integer = 0;
  std::string text{};                   ///< string, status or error text
  std::vector<redis_reply> elements{};  ///< array

  bool is_nil() const noexcept { return type == kind::nil; }
  bool is_error() const noexcept { return type == kind::error; }
  bool is_array() const noexcept { return type == kind::array; }
  /// First word of an error's text ("NOSCRIPT", "OOM", "ERR"…); empty for anything but an error.
  std::string_view error_word() const noexcept {
    return is_error() ? std::string_view(text).substr(0, text.find(' ')) : std::string_view();
  }
};

/// A command: its words, binary safe. `words[0]` is the name.
struct redis_command {
  std::vector<std::string> words;
  redis_command(std::initializer_list<std::string_view> parts) : words(parts.begin(), parts.end()) {}
  redis_command() = default;
  redis_command& add(std::string_view word) {
    words.emplace_back(word);
    return *this;
  }
  redis_command& add(std::int64_t number) {
    words.push_back(std::to_string(number));
    return *this;
  }
};

}  // namespace carillon::net
