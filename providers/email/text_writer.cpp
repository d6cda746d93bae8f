#include "providers/email/text_writer.hpp"

#include <algorithm>

namespace carillon::providers::email {
namespace {

constexpr std::size_t widest = 72;
constexpr std::size_t least_room = 20;  // beside margins, however many there are
constexpr std::string_view white = " \t\r\n";

std::size_t characters(std::string_view text) noexcept {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; }));
}

std::string_view trimmed(std::string_view text) noexcept {
  text.remove_prefix(std::min(text.find_first_not_of(white), text.size()));
  while (!text.empty() && white.find(text.back()) != std::string_view::npos) text.remove_suffix(1);
  return text;
}

/// The words say where the link goes already.
bool says(std::string_view words, std::string_view address) noexcept {
  words = trimmed(words);
  for (const std::string_view scheme : {"mailto:", "tel:", ""}) {
    if (address.starts_with(scheme) && words == address.substr(scheme.size())) return true;
  }
  return false;
}

}  // namespace

void text_writer::begin_line() {
  if (needs_blank_ && !out_.empty()) {
    std::string blank;
    // A margin that is new begins below it.
    for (auto each = margins_.begin(); each != margins_.end() && each->first.empty(); ++each)
      blank += each->rest;
    while (blank.ends_with(' ')) blank.pop_back();
    out_ += blank + '\n';
  }
  needs_blank_ = false;
  for (auto& each : margins_) {
    out_ += each.first.empty() ? each.rest : each.first;
    each.first.clear();
  }
}

void text_writer::end_line() {
  is_gap_ = false;
  if (line_.empty()) return;
  begin_line();
  out_ += line_;
  out_ += '\n';
  line_.clear();
  columns_ = 0;
}

void text_writer::end_block() {
  end_line();
  needs_blank_ = true;
}

void text_writer::put_word(std::string_view word) {
  std::size_t margin = 0;
  for (const auto& each : margins_) margin += each.rest.size();
  const auto room = std::max(widest - std::min(margin, widest), least_room);
  const auto size = characters(word);
  if (is_gap_ && !line_.empty()) {
    if (columns_ + 1 + size > room) {
      end_line();
    } else {
      line_ += ' ';
      ++columns_;
    }
  }
  is_gap_ = false;
  line_ += word;
  columns_ += size;
}

void text_writer::put_preformatted(std::string_view words) {
  while (!words.empty()) {
    const auto end = std::min(words.find('\n'), words.size());
    line_ += words.substr(0, end);
    while (line_.ends_with('\r')) line_.pop_back();
    if (end == words.size()) return;
    if (line_.empty()) {
      begin_line();
      while (out_.ends_with(' ')) out_.pop_back();
      out_ += '\n';
    }
    end_line();
    words.remove_prefix(end + 1);
  }
}

void text_writer::text(std::string_view words) {
  if (!address_.empty()) linked_ += words;
  if (preformatted_ > 0) return put_preformatted(words);
  while (!words.empty()) {
    const auto start = std::min(words.find_first_not_of(white), words.size());
    is_gap_ = is_gap_ || start > 0;
    words.remove_prefix(start);
    const auto end = std::min(words.find_first_of(white), words.size());
    if (end > 0) put_word(words.substr(0, end));
    words.remove_prefix(end);
  }
}

std::string text_writer::bullet() {
  if (lists_.empty() || !lists_.back().is_numbered) return "- ";
  return std::to_string(lists_.back().next++) + ". ";
}

void text_writer::underline(char with) {
  const auto start = out_.size() > 1 ? out_.rfind('\n', out_.size() - 2) : std::string::npos;
  const auto last = std::string_view(out_).substr(start == std::string::npos ? 0 : start + 1);
  const auto length = std::min(characters(last) - 1, widest);
  out_.append(length, with).append("\n");
}

void text_writer::open(element kind, const attributes& with) {
  if (is_block(kind)) end_line();
  switch (kind) {
    case element::heading:
      headings_.push_back(with.number);
      needs_blank_ = true;
      break;
    case element::quote:
      margins_.push_back({"> ", "> "});
      break;
    case element::preformatted:
      margins_.push_back({"    ", "    "});
      ++preformatted_;
      break;
    case element::bullets:
    case element::numbers:
      lists_.push_back({kind == element::numbers, with.number});
      break;
    case element::item: {
      auto first = bullet();
      auto rest = std::string(first.size(), ' ');
      margins_.push_back({std::move(first), std::move(rest)});
      break;
    }
    case element::rule:
      text("----");
      end_block();
      break;
    case element::line_break:
      if (line_.empty()) needs_blank_ = true;
      end_line();
      break;
    case element::cell:
    case element::heading_cell:
      if (!line_.empty()) text(" | ");
      is_gap_ = !line_.empty();
      break;
    case element::link:
      address_ = with.address;
      linked_.clear();
      break;
    case element::image:
      if (!with.description.empty()) text('[' + with.description + ']');
      break;
    default:
      break;
  }
}

void text_writer::close(element kind) {
  switch (kind) {
    case element::paragraph:
    case element::table:
      end_block();
      break;
    case element::division:
    case element::row:
      end_line();
      break;
    case element::heading: {
      const bool has_words = !line_.empty();
      end_line();
      if (has_words && headings_.back() <= 2) underline(headings_.back() <= 1 ? '=' : '-');
      headings_.pop_back();
      needs_blank_ = true;
      break;
    }
    case element::quote:
    case element::preformatted:
      end_line();
      margins_.pop_back();
      if (kind == element::preformatted) --preformatted_;
      needs_blank_ = true;
      break;
    case element::item:
      end_line();
      margins_.pop_back();
      needs_blank_ = false;
      break;
    case element::bullets:
    case element::numbers:
      lists_.pop_back();
      needs_blank_ = true;
      break;
    case element::link:
      if (!address_.empty() && !says(linked_, address_)) {
        is_gap_ = !trimmed(linked_).empty();
        put_word('(' + address_ + ')');
      }
      address_.clear();
      break;
    default:
      break;
  }
}

std::string text_writer::take() {
  end_line();
  return std::move(out_);
}

}  // namespace carillon::providers::email
