// HTML: escape, escape_once, strip_html, newline_to_br, strip_newlines.
#include <array>

#include "liquid/characters.hpp"
#include "liquid/filters/tables.hpp"

namespace carillon::liquid::filters {
namespace {

std::string_view entity_of(char c) noexcept {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

/// "&lt;", "&#39;", "&#x27;" at the start of the text.
bool starts_with_entity(std::string_view text) noexcept {
  constexpr std::size_t longest = 33;
  const auto end = text.substr(0, longest).find(';');
  if (end == std::string_view::npos || end < 2) return false;
  auto name = text.substr(1, end - 1);
  if (name.starts_with('#')) name.remove_prefix(1);
  if (name.empty()) return false;
  for (const char c : name) {
    if (!is_letter(c) && !is_digit(c)) return false;
  }
  return true;
}

value escaped(run& state, const json& input, bool keeps_entities) {
  const shown_text shown(state, input);
  const auto text = shown.view();
  if (!state.spend_scan(text.size() * (keeps_entities ? 8 : 3))) return nil();
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto entity = entity_of(text[at]);
    if (entity.empty() || (keeps_entities && text[at] == '&' && starts_with_entity(text.substr(at)))) {
      out += text[at];
    } else {
      out += entity;
    }
  }
  return state.made_text(std::move(out));
}

value escape(run& state, const value& input, const arguments&) {
  return escaped(state, *input, false);
}

value escape_once(run& state, const value& input, const arguments&) {
  return escaped(state, *input, true);
}

/// Line ends, \n and \r\n alike, by something else.
value with_line_ends(run& state, const json& input, std::string_view by) {
  const shown_text shown(state, input);
  const auto text = shown.view();
  if (!state.spend_scan(text.size() * 3)) return nil();
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\r' && text.substr(at + 1).starts_with('\n')) continue;
    if (text[at] == '\n') {
      out += by;
    } else {
      out += text[at];
    }
  }
  return state.made_text(std::move(out));
}

value newline_to_br(run& state, const value& input, const arguments&) {
  return with_line_ends(state, *input, "<br />\n");
}

value strip_newlines(run& state, const value& input, const arguments&) {
  return with_line_ends(state, *input, {});
}

char folded(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c;
}

bool starts_folded(std::string_view text, std::string_view start) noexcept {
  if (text.size() < start.size()) return false;
  for (std::size_t at = 0; at < start.size(); ++at) {
    if (folded(text[at]) != start[at]) return false;
  }
  return true;
}

/// Behind the first `closing` from there on, or npos.
std::size_t end_of(std::string_view text, std::string_view closing, std::size_t from) noexcept {
  for (auto at = text.find(closing.front(), from); at != std::string_view::npos;
       at = text.find(closing.front(), at + 1)) {
    if (starts_folded(text.substr(at), closing)) return at + closing.size();
  }
  return std::string_view::npos;
}

/// What strip_html takes away as a whole, contents included. A closing that was searched in vain once is not
/// searched again: that keeps "<!--<!--<!--…" linear.
struct removed_part {
  std::string_view opening;
  std::string_view closing;
  bool is_unclosed = false;
};

value strip_html(run& state, const value& input, const arguments&) {
  constexpr std::size_t rate = 8;
  const shown_text shown(state, *input);
  const auto text = shown.view();
  if (!state.spend_scan(text.size() * rate)) return nil();
  std::array<removed_part, 4> parts{
      {{"<script", "</script>"}, {"<style", "</style>"}, {"<!--", "-->"}, {"<", ">"}}};
  const auto end_of_part = [&](std::size_t at) {
    for (auto& part : parts) {
      if (part.is_unclosed || !starts_folded(text.substr(at), part.opening)) continue;
      const auto end = end_of(text, part.closing, at + part.opening.size());
      if (end != std::string_view::npos) return end;
      part.is_unclosed = true;
    }
    return at;
  };
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto tag = std::min(text.find('<', at), text.size());
    out += text.substr(at, tag - at);
    if (tag == text.size()) break;
    at = end_of_part(tag);
    if (at == tag) out += text[at++];
  }
  return state.made_text(std::move(out));
}

constexpr filter table[] = {
    {"escape", {}, escape},
    {"escape_once", {}, escape_once},
    {"h", {}, escape},
    {"newline_to_br", {}, newline_to_br},
    {"strip_html", {}, strip_html},
    {"strip_newlines", {}, strip_newlines},
};

}  // namespace

std::span<const filter> markup() noexcept {
  return table;
}

}  // namespace carillon::liquid::filters
