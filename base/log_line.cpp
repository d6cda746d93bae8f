#include "base/log_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/json.hpp"

namespace carillon::log {
namespace {

/// Every byte outside ASCII becomes '?' unless the whole is UTF-8: a peer's bytes may be anything.
void append_printable(std::string& out, std::string_view text) {
  if (is_valid_utf8(text)) return append_json_escaped(out, text);
  std::string replaced(text);
  std::ranges::replace_if(replaced, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
  append_json_escaped(out, replaced);
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  append_printable(out, text);
  out += '"';
}

void append_json_value(std::string& out, const field_value& value) {
  std::visit(
      [&](auto held) {
        using held_type = decltype(held);
        if constexpr (std::is_same_v<held_type, std::string_view>) {
          append_quoted(out, held);
        } else if constexpr (std::is_same_v<held_type, double>) {
          out += std::isfinite(held) ? fmt::to_string(held) : "null";
        } else {
          out += fmt::to_string(held);
        }
      },
      value);
}

/// Words stand bare, everything else is quoted as JSON quotes it.
bool is_plain_word(std::string_view text) noexcept {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return c > ' ' && c <= '~' && c != '"' && c != '\\' && c != '=';
  });
}

void append_member(std::string& out, std::string_view key, std::string_view value) {
  append_quoted(out, key);
  out += ':';
  append_quoted(out, value);
  out += ',';
}

}  // namespace

std::string_view to_string(level severity) noexcept {
  switch (severity) {
    case level::debug:
      return "debug";
    case level::info:
      return "info";
    case level::warn:
      return "warn";
    case level::error:
      return "error";
  }
  return "error";
}

std::string as_json(const line& what) {
  constexpr std::size_t usual_length = 512;
  std::string out;
  out.reserve(usual_length);
  out += '{';
  append_member(out, "ts", to_rfc3339(what.at));
  append_member(out, "level", to_string(what.severity));
  append_member(out, "component", what.component);
  append_member(out, "event", what.event);
  append_member(out, "msg", what.message);
  for (const auto& [key, value] : what.fields) {
    append_quoted(out, key);
    out += ':';
    append_json_value(out, value);
    out += ',';
  }
  out.back() = '}';
  out += '\n';
  return out;
}

std::string as_plain_text(const line& what) {
  auto out = fmt::format("{} {:<5} {}: ", to_rfc3339(what.at), to_string(what.severity), what.event);
  append_printable(out, what.message);
  for (const auto& [key, value] : what.fields) {
    out += ' ';
    out += key;
    out += '=';
    const auto* const text = std::get_if<std::string_view>(&value);
    if (text != nullptr && is_plain_word(*text)) {
      out += *text;
    } else {
      append_json_value(out, value);
    }
  }
  out += '\n';
  return out;
}

}  // namespace carillon::log
