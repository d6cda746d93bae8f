// A tag of HTML, taken off a text as browsers do (HTML 13.2.5), but for what no mail needs of it. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "providers/email/content_sink.hpp"

namespace carillon::providers::email {

struct html_tag {
  std::string name;  ///< lower case
  bool is_closing = false;
  std::vector<std::pair<std::string, std::string>>
      attributes;  ///< lower case names; entities decoded; at most 32

  /// Empty when it is not there.
  std::string_view attribute(std::string_view of) const noexcept;
};

/// Takes a tag off the front of `text`, which begins with "<" and a letter, or "</" and a letter. Nothing,
/// and nothing left of `text`, when it does not end.
std::optional<html_tag> take_tag(std::string_view& text);

/// What a name stands for in a mail.
struct known_tag {
  std::string_view name;
  element kind;
  unsigned number = 0;
};
/// Null for names that are dropped while what is in them stays.
const known_tag* find_known_tag(std::string_view name) noexcept;
/// What is in it goes too: script, style, head, svg, …
bool is_hidden_content(std::string_view name) noexcept;

/// Text with its entities as the characters they stand for; controls but tabs and line ends dropped.
std::string decoded(std::string_view text);
/// Text as it is but for controls; what is no UTF-8 as U+FFFD.
std::string without_controls(std::string_view text);

}  // namespace carillon::providers::email
