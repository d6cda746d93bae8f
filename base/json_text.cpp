// json.hpp's part that writes. Every answer, event and job of the process passes here, so texts are copied in
// runs: the library's writer goes through each byte's state and a virtual call.
#include <array>
#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>

#include "base/json.hpp"

namespace carillon {
namespace {

constexpr std::uint64_t every_byte = 0x0101010101010101;
constexpr std::uint64_t every_top_bit = 0x8080808080808080;

constexpr bool needs_escape(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

/// The top bit of each byte that is zero; of those behind the first, perhaps others too.
constexpr std::uint64_t zeros(std::uint64_t word) noexcept {
  return (word - every_byte) & ~word & every_top_bit;
}

/// Where the next byte is that needs an escape, from `at` on; the end when there is none. Eight bytes at a
/// time.
std::size_t next_escape(std::string_view text, std::size_t at) noexcept {
  static_assert(std::endian::native == std::endian::little,
                "the first byte is looked for in the lowest bits");
  for (; text.size() - at >= sizeof(std::uint64_t); at += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, sizeof word);
    const auto controls = (word - every_byte * 0x20) & ~word & every_top_bit;
    const auto found = controls | zeros(word ^ every_byte * '"') | zeros(word ^ every_byte * '\\');
    if (found != 0) return at + static_cast<std::size_t>(std::countr_zero(found)) / 8;
  }
  while (at < text.size() && !needs_escape(text[at])) ++at;
  return at;
}

void append_escape(std::string& out, char c) {
  constexpr std::string_view hex = "0123456789abcdef";
  constexpr std::string_view named = "\"\\\b\f\n\r\t";
  constexpr std::string_view letters = "\"\\bfnrt";
  out += '\\';
  if (const auto found = named.find(c); found != named.npos) {
    out += letters[found];
    return;
  }
  out += "u00";
  out += hex[static_cast<unsigned char>(c) >> 4];
  out += hex[static_cast<unsigned char>(c) & 15];
}

void append_text(std::string& out, const std::string& text) {
  if (!is_valid_utf8(text)) {
    out += json(text).dump(-1, ' ', false, json::error_handler_t::replace);
    return;
  }
  out += '"';
  append_json_escaped(out, text);
  out += '"';
}

template <class Integer>
void append_integer(std::string& out, Integer value) {
  std::array<char, 24> digits;
  const auto done = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out.append(digits.data(), done.ptr);
}

void append_scalar(std::string& out, const json& value) {
  if (value.is_string()) return append_text(out, value.get_ref<const std::string&>());
  if (value.is_number_unsigned()) return append_integer(out, value.get<std::uint64_t>());
  if (value.is_number_integer()) return append_integer(out, value.get<std::int64_t>());
  out += value.dump();
}

enum class members { as_they_came, sorted };

void append(std::string& out, const json& value, members order);

void append_member(std::string& out, const json::object_t::value_type& member, members order) {
  append_text(out, member.first);
  out += ':';
  append(out, member.second, order);
}

void append(std::string& out, const json& value, members order) {
  if (value.is_object()) {
    const auto& object = value.get_ref<const json::object_t&>();
    const auto start = out.size();
    out += '{';
    const auto next = [&](const auto& member) {
      if (out.size() > start + 1) out += ',';
      append_member(out, member, order);
    };
    if (order == members::as_they_came) {
      for (const auto& member : object) next(member);
    } else {
      for (const auto* member : object.sorted()) next(*member);
    }
    out += '}';
  } else if (value.is_array()) {
    const auto start = out.size();
    out += '[';
    for (const auto& item : value.get_ref<const json::array_t&>()) {
      if (out.size() > start + 1) out += ',';
      append(out, item, order);
    }
    out += ']';
  } else {
    append_scalar(out, value);
  }
}

}  // namespace

std::string dump_json(const json& value) {
  std::string out;
  append(out, value, members::as_they_came);
  return out;
}

std::string canonical_json(const json& value) {
  std::string out;
  append(out, value, members::sorted);
  return out;
}

void append_json_escaped(std::string& out, std::string_view text) {
  for (std::size_t at = 0;;) {
    const auto end = next_escape(text, at);
    out.append(text, at, end - at);
    if (end == text.size()) return;
    append_escape(out, text[end]);
    at = end + 1;
  }
}

}  // namespace carillon
