#include "liquid/letter_case.hpp"

#include <algorithm>
#include <span>

#include "liquid/case_table.hpp"
#include "liquid/characters.hpp"

namespace carillon::liquid {
namespace {

constexpr char32_t capital_sigma = 0x3a3;
constexpr char32_t final_sigma = 0x3c2;
constexpr char32_t sharp_s = 0xdf;

/// The counterpart in the table, or the character itself.
char32_t mapped(std::span<const case_run> table, char32_t point) noexcept {
  auto run = std::ranges::upper_bound(table, point, {}, &case_run::first);
  if (run == table.begin()) return point;
  --run;
  if (point > run->last || (point - run->first) % run->stride != 0) return point;
  return static_cast<char32_t>(static_cast<std::int32_t>(point) + run->add);
}

/// Of two or three bytes, well-formed.
char32_t decoded(std::string_view character) noexcept {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(character[at]); };
  if (character.size() == 2) return static_cast<char32_t>((byte(0) & 0x1f) << 6 | (byte(1) & 0x3f));
  return static_cast<char32_t>((byte(0) & 0x0f) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f));
}

void append_encoded(std::string& out, char32_t point) {
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xc0 | point >> 6);
    out += static_cast<char>(0x80 | (point & 0x3f));
  } else {
    out += static_cast<char>(0xe0 | point >> 12);
    out += static_cast<char>(0x80 | (point >> 6 & 0x3f));
    out += static_cast<char>(0x80 | (point & 0x3f));
  }
}

/// A letter that has a case stands there.
bool is_cased(std::string_view character) noexcept {
  if (character.size() == 1) return is_letter(character.front());
  if (character.size() != 2 && character.size() != 3) return false;
  const auto point = decoded(character);
  return mapped(upper_runs, point) != point || mapped(lower_runs, point) != point;
}

/// Hands every character to `change`, with what stands before it and from it on.
template <class ChangeAscii, class Change>
std::string changed(std::string_view text, ChangeAscii change_ascii, Change change) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto length = first_character(text.substr(at));
    if (length == 1) {
      out += change_ascii(text[at]);
    } else if (length == 4) {
      out += text.substr(at, length);
    } else {
      change(out, at, decoded(text.substr(at, length)));
    }
    at += length;
  }
  return out;
}

}  // namespace

std::string to_upper(std::string_view text) {
  return changed(
      text, [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 0x20) : c; },
      [](std::string& out, std::size_t, char32_t point) {
        if (point == sharp_s) {
          out += "SS";
        } else {
          append_encoded(out, mapped(upper_runs, point));
        }
      });
}

std::string to_lower(std::string_view text) {
  return changed(
      text, [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c; },
      [&](std::string& out, std::size_t at, char32_t point) {
        const auto behind = text.substr(std::min(at + 2, text.size()));
        if (point == capital_sigma && is_cased(last_character(text.substr(0, at))) &&
            !is_cased(behind.substr(0, first_character(behind)))) {
          point = final_sigma;
        } else {
          point = mapped(lower_runs, point);
        }
        append_encoded(out, point);
      });
}

}  // namespace carillon::liquid
