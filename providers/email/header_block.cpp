#include "providers/email/header_block.hpp"

#include <algorithm>

namespace carillon::providers::email {
namespace {

constexpr std::size_t longest_line = 76;

char printable(char c) noexcept {
  return c >= ' ' && c <= '~' ? c : ' ';
}

}  // namespace

void header_block::append_word(std::string_view word) {
  std::ranges::transform(word, std::back_inserter(out_), printable);
}

void header_block::add(std::string_view name, std::string_view value) {
  out_.append(name).append(":");
  std::size_t column = name.size() + 1;
  bool is_first = true;  // stays beside the name: a line of white space alone is obsolete
  while (!value.empty()) {
    auto end = value.find_first_not_of(" \t\r\n");
    if (end == std::string_view::npos) break;
    const auto gap = std::max<std::size_t>(end, 1);
    value.remove_prefix(end);
    end = std::min(value.find_first_of(" \t\r\n"), value.size());
    const bool is_folded = !is_first && column + gap + end > longest_line;
    if (is_folded) out_ += "\r\n";
    out_.append(gap, ' ');
    append_word(value.substr(0, end));
    column = (is_folded ? 0 : column) + gap + end;
    value.remove_prefix(end);
    is_first = false;
  }
  out_ += "\r\n";
}

void header_block::add_whole(std::string_view name, std::string_view value) {
  out_.append(name).append(": ");
  append_word(value);
  out_ += "\r\n";
}

}  // namespace carillon::providers::email
