// HTML and URLs: escape, strip_html, newline_to_br, url_encode, url_decode.
#include <array>

#include "base/encoding.hpp"
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

std::string escaped(std::string_view text, bool keeps_entities) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto entity = entity_of(text[at]);
    if (entity.empty() || (keeps_entities && text[at] == '&' && starts_with_entity(text.substr(at)))) {
      out += text[at];
    } else {
      out += entity;
    }
  }
  return out;
}

value escape(run& state, const value& input, const arguments&) {
  return state.made_text(escaped(text_of(state, *input), false));
}

value escape_once(run& state, const value& input, const arguments&) {
  return state.made_text(escaped(text_of(state, *input), true));
}

value newline_to_br(run& state, const value& input, const arguments&) {
  const auto text = text_of(state, *input);
  std::string out;
  for (const char c : text) {
    if (c == '\r') continue;
    if (c == '\n') out += "<br />";
    out += c;
  }
  return state.made_text(std::move(out));
}

/// What strip_html takes away as a whole, contents included. A closing that was searched in vain once is not
/// searched again: that keeps "<!--<!--<!--…" linear.
struct removed_part {
  std::string_view opening;
  std::string_view closing;
  bool is_unclosed = false;
};

value strip_html(run& state, const value& input, const arguments&) {
  const auto text = text_of(state, *input);
  const auto folded = to_lower(text);
  std::array<removed_part, 4> parts{
      {{"<script", "</script>"}, {"<style", "</style>"}, {"<!--", "-->"}, {"<", ">"}}};
  const auto end_of_part = [&](std::size_t at) -> std::size_t {
    for (auto& part : parts) {
      if (part.is_unclosed || !std::string_view(folded).substr(at).starts_with(part.opening)) continue;
      const auto closing = find_text(folded, part.closing, at + part.opening.size());
      if (closing != std::string::npos) return closing + part.closing.size();
      part.is_unclosed = true;
    }
    return at;
  };
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto next = text[at] == '<' ? end_of_part(at) : at;
    if (next == at) {
      out += text[at++];
    } else {
      at = next;
    }
  }
  return state.made_text(std::move(out));
}

value url_encode(run& state, const value& input, const arguments&) {
  const auto encoded = percent_encode(text_of(state, *input));
  std::string out;
  for (std::size_t at = 0; at < encoded.size(); ++at) {
    const bool is_space_code = std::string_view(encoded).substr(at, 3) == "%20";
    out += is_space_code ? '+' : encoded[at];
    if (is_space_code) at += 2;
  }
  return state.made_text(std::move(out));
}

/// What is not properly encoded, or decodes to bytes that are no text, stays as it is.
value url_decode(run& state, const value& input, const arguments&) {
  const auto text = text_of(state, *input);
  auto spaced = text;
  for (auto& c : spaced) c = c == '+' ? ' ' : c;
  auto decoded = percent_decode(spaced);
  const bool is_text = decoded && is_valid_utf8(*decoded);
  return state.made_text(is_text ? *decoded : text);
}

constexpr filter table[] = {
    {"escape", {}, escape},         {"escape_once", {}, escape_once}, {"newline_to_br", {}, newline_to_br},
    {"strip_html", {}, strip_html}, {"url_decode", {}, url_decode},   {"url_encode", {}, url_encode},
};

}  // namespace

std::span<const filter> markup() noexcept {
  return table;
}

}  // namespace carillon::liquid::filters
