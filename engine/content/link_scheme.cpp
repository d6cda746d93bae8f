#include "engine/content/link_scheme.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/html_entity.hpp"

namespace carillon::engine {
namespace {

constexpr std::array<std::string_view, 4> linked{"http", "https", "mailto", "tel"};
constexpr std::array<std::string_view, 7> running{"javascript", "data",       "vbscript",   "file",
                                                  "blob",       "filesystem", "view-source"};

struct range {
  char32_t first, last;
};
/// White space, control characters and what shows nothing: browsers drop some of them before they look for a
/// scheme, apps that trim drop others.
constexpr auto ignored = std::to_array<range>({{0, 0x20},
                                               {0x7f, 0xa0},
                                               {0xad, 0xad},
                                               {0x34f, 0x34f},
                                               {0x61c, 0x61c},
                                               {0x1680, 0x1680},
                                               {0x180b, 0x180e},
                                               {0x2000, 0x200f},
                                               {0x2028, 0x202f},
                                               {0x205f, 0x206f},
                                               {0x3000, 0x3000},
                                               {0xfe00, 0xfe0f},
                                               {0xfeff, 0xfeff},
                                               {0xfff9, 0xfffd},
                                               {0xe0000, 0xe007f}});

bool is_ignored(char32_t c) noexcept {
  return std::ranges::any_of(ignored, [c](const range& each) { return c >= each.first && c <= each.last; });
}

/// Takes one character off valid UTF-8, or the one an entity stands for.
char32_t take_character(std::string_view& text) noexcept {
  if (const auto found = leading_entity(text)) {
    text.remove_prefix(found->length);
    return found->character;
  }
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  char32_t out = length == 1 ? first : first & (0xffU >> (length + 1));
  for (std::size_t at = 1; at < std::min(length, text.size()); ++at)
    out = (out << 6) | (static_cast<unsigned char>(text[at]) & 0x3fU);
  text.remove_prefix(std::min(length, text.size()));
  return out;
}

/// Small letters; cut where no scheme of ours is that long.
class scheme_name {
 public:
  void add(char32_t c) noexcept {
    if (length_ == text_.size()) return;
    const bool is_capital = c >= 'A' && c <= 'Z';
    text_[length_++] = c < 0x80 ? static_cast<char>(is_capital ? c + ('a' - 'A') : c) : '?';
  }
  void note_disguise() noexcept { is_disguised_ = true; }
  /// Something was left out or decoded to read it.
  bool is_disguised() const noexcept { return is_disguised_; }
  bool is_any_of(auto names) const noexcept {
    return std::ranges::find(names, std::string_view(text_.data(), length_)) != names.end();
  }

 private:
  std::array<char, 16> text_{};
  std::size_t length_ = 0;
  bool is_disguised_ = false;
};

/// What stands before the first colon, unless a path, a query or a fragment begins before.
std::optional<scheme_name> scheme_of(std::string_view address) noexcept {
  scheme_name name;
  while (!address.empty()) {
    const bool is_entity = leading_entity(address).has_value();
    const auto c = take_character(address);
    if (is_entity || is_ignored(c)) name.note_disguise();
    if (is_ignored(c)) continue;
    if (c == ':') return name;
    if (c == '/' || c == '?' || c == '#') return std::nullopt;
    name.add(c);
  }
  return std::nullopt;
}

}  // namespace

bool may_be_linked(std::string_view address) noexcept {
  const auto scheme = scheme_of(address);
  return !scheme || (scheme->is_any_of(linked) && !scheme->is_disguised());
}

bool would_run(std::string_view address) noexcept {
  const auto scheme = scheme_of(address);
  return scheme && scheme->is_any_of(running);
}

schema::refusal check_action_url(std::string_view value) noexcept {
  if (!would_run(value)) return std::nullopt;
  return running_link_refusal;
}

bool names_action_url(std::string_view name) noexcept {
  return name == "action_url" || name == "action-url";
}

json without_running_links(json attributes) {
  if (!attributes.is_object()) return attributes;
  for (auto at = attributes.begin(); at != attributes.end();) {
    const bool is_dropped =
        names_action_url(at.key()) && at->is_string() && would_run(at->get_ref<const std::string&>());
    at = is_dropped ? attributes.erase(at) : std::next(at);
  }
  return attributes;
}

}  // namespace carillon::engine
