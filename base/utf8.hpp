// Characters of UTF-8, one by one: for text that is looked at closely rather than copied. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace carillon {

inline constexpr char32_t replacement_character = 0xfffd;

/// Takes the first character off `text`, which is not empty. Of what is no UTF-8 it takes one byte and
/// answers U+FFFD.
char32_t take_code_point(std::string_view& text) noexcept;
/// Appends it in UTF-8; surrogates and what is past U+10FFFF as U+FFFD.
void append_code_point(std::string& out, char32_t character);

}  // namespace carillon
