#include "tests/fuzz/mutator.hpp"

#include <algorithm>
#include <array>

namespace carillon::fuzz {
namespace {

/// Bytes that matter to one parser or another.
constexpr std::array<std::string_view, 40> words{"\"",       "'",
                                                 "`",        "{{",
                                                 "}}",       "{%",
                                                 "%}",       "{",
                                                 "}",        "[",
                                                 "]",        "(",
                                                 ")",        ":",
                                                 ",",        "\n",
                                                 "\r",       " ",
                                                 "%",        "\\u",
                                                 "\\",       "-1",
                                                 "0",        "99999999",
                                                 "1e309",    "-9223372036854775808",
                                                 ".",        "|",
                                                 "=",        "==",
                                                 "&",        "+",
                                                 "<",        ">",
                                                 "\xff",     "\xc3\xbc",
                                                 "\xed\xa0", "\xf0",
                                                 "null",     "true"};

}  // namespace

std::string mutator::next() {
  auto text = any_seed();
  for (auto changes = 1 + below(8); changes > 0; --changes) change(text);
  return text;
}

void mutator::change(std::string& text) {
  const auto at = below(text.size() + 1);
  const auto length = std::min(below(16) + 1, text.size() - at);
  switch (below(8)) {
    case 0:
      text.insert(at, words[below(words.size())]);
      break;
    case 1:
      text.erase(at, length);
      break;
    case 2:
      text.insert(below(text.size() + 1), std::string(text.substr(at, length)));
      break;
    case 3:
      text.resize(at);
      break;
    case 4:
      text.insert(at, any_seed().substr(0, 64));
      break;
    case 5:
      text.replace(at, length, words[below(words.size())]);
      break;
    case 6:
      if (at < text.size()) text[at] = static_cast<char>(random_());
      break;
    default:
      if (at < text.size()) text[at] = static_cast<char>(text[at] ^ 1 << below(8));
  }
}

}  // namespace carillon::fuzz
