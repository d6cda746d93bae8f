#include "api/http/media_type.hpp"

#include <algorithm>
#include <array>

namespace carillon::api {
namespace {

constexpr bool is_space(char c) noexcept {
  return c == ' ' || c == '\t';
}

constexpr bool is_token_char(char c) noexcept {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
  return std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

/// Reads from the front of a header's value.
class header_reader {
 public:
  explicit header_reader(std::string_view text) : rest_(text) {}

  bool is_at_end() const noexcept { return rest_.empty(); }
  void skip_spaces() noexcept {
    while (!rest_.empty() && is_space(rest_.front())) rest_.remove_prefix(1);
  }
  bool take(char expected) noexcept {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  std::string_view take_token() noexcept {
    const auto end = std::ranges::find_if_not(rest_, is_token_char);
    const auto token = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    rest_.remove_prefix(token.size());
    return token;
  }
  /// A token, or a quoted string without its quotes.
  std::optional<std::string> take_value() {
    if (!take('"')) {
      const auto token = take_token();
      return token.empty() ? std::nullopt : std::optional(std::string(token));
    }
    std::string value;
    while (!rest_.empty() && rest_.front() != '"') {
      if (rest_.front() == '\\') rest_.remove_prefix(1);
      if (rest_.empty()) return std::nullopt;
      value += rest_.front();
      rest_.remove_prefix(1);
    }
    return take('"') ? std::optional(std::move(value)) : std::nullopt;
  }

 private:
  std::string_view rest_;
};

}  // namespace

std::optional<media_type> parse_media_type(std::string_view text) {
  header_reader from(text);
  from.skip_spaces();
  const auto type = from.take_token();
  const bool has_slash = from.take('/');
  const auto subtype = from.take_token();
  if (type.empty() || !has_slash || subtype.empty()) return std::nullopt;
  media_type out{lower_case(type) + '/' + lower_case(subtype), {}};
  for (from.skip_spaces(); !from.is_at_end(); from.skip_spaces()) {
    if (!from.take(';')) return std::nullopt;
    from.skip_spaces();
    const auto name = from.take_token();
    if (name.empty()) continue;  // a semicolon may stand alone
    from.skip_spaces();
    if (!from.take('=')) return std::nullopt;
    from.skip_spaces();
    const auto value = from.take_value();
    if (!value) return std::nullopt;
    if (lower_case(name) != "charset") continue;
    auto charset = lower_case(*value);
    if (!out.charset.empty() && out.charset != charset) return std::nullopt;
    out.charset = std::move(charset);
  }
  return out;
}

bool is_utf8(const media_type& type) noexcept {
  constexpr std::array<std::string_view, 5> names{"", "utf-8", "utf8", "us-ascii", "ascii"};
  return std::ranges::find(names, type.charset) != names.end();
}

}  // namespace carillon::api
