#include "engine/content/markdown_source.hpp"

#include <charconv>

namespace carillon::engine {
namespace {

constexpr std::string_view opening = "\xee\x80\x80", closing = "\xee\x80\x81";  // U+E000, U+E001: private use
constexpr std::string_view replacement = "\xef\xbf\xbd";                        // U+FFFD

/// The template's own words, none of which looks like a value's place.
void append_words(std::string& out, std::string_view words) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    const auto rest = words.substr(at);
    if (rest.starts_with(opening) || rest.starts_with(closing)) {
      out += replacement;
      at += opening.size() - 1;
    } else {
      out += words[at];
    }
  }
}

}  // namespace

markdown_source::markdown_source(const liquid::rendered_text& made) : made_(made.text) {
  // Values side by side are one: a loop that shows numbers must not grow the text by a place for each.
  for (const auto& value : made.values) {
    const bool goes_on = !values_.empty() && values_.back().at + values_.back().length == value.at;
    if (goes_on) {
      values_.back().length += value.length;
    } else {
      values_.push_back(value);
    }
  }
  const std::string_view all = made_;
  std::size_t done = 0;
  for (std::size_t index = 0; index < values_.size(); ++index) {
    const auto& value = values_[index];
    append_words(text_, all.substr(done, value.at - done));
    text_.append(opening).append(std::to_string(index)).append(closing);
    done = value.at + value.length;
  }
  append_words(text_, all.substr(done));
}

std::string markdown_source::filled(std::string_view piece) const {
  std::string out;
  while (true) {
    const auto from = piece.find(opening);
    out += piece.substr(0, from);
    if (from == std::string_view::npos) return out;
    piece.remove_prefix(from + opening.size());
    const auto to = piece.find(closing);
    out += value_of(piece.substr(0, to));
    piece.remove_prefix(to == std::string_view::npos ? piece.size() : to + closing.size());
  }
}

std::string markdown_source::value_of(std::string_view number) const {
  std::size_t index = values_.size();
  std::from_chars(number.data(), number.data() + number.size(), index);
  if (index >= values_.size()) return {};
  auto value = made_.substr(values_[index].at, values_[index].length);
  std::erase_if(value, [](char c) { return c == '\r' || c == '\0'; });
  return value;
}

}  // namespace carillon::engine
