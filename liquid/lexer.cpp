#include "liquid/lexer.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "liquid/characters.hpp"

namespace carillon::liquid {
namespace {

/// Longest first: the first that fits is taken.
constexpr std::array<std::string_view, 20> signs{"==", "!=", "<>", "<=", ">=", "&&", "||", "..", "<", ">",
                                                 "=",  "|",  ":",  ",",  ".",  "[",  "]",  "(",  ")", "!"};

constexpr bool continues_name(char c) noexcept {
  return is_letter(c) || is_digit(c) || c == '_' || c == '-';
}

class lexer {
 public:
  explicit lexer(std::string_view source) : source_(source) {}

  result<std::vector<token>> read_template() {
    while (at_ < source_.size() && !failure_) {
      read_text();
      if (at_ < source_.size()) read_markup();
    }
    return finish();
  }

  result<std::vector<token>> read_condition() {
    while (!failure_) {
      skip_spaces();
      if (at_ >= source_.size()) break;
      if (starts_with("{{")) {
        open_markup(token_kind::output_open);
      } else if (!close_markup("}}", token_kind::output_close)) {
        read_word();
      }
    }
    return finish();
  }

 private:
  std::string_view rest() const noexcept { return source_.substr(at_); }
  bool starts_with(std::string_view text) const noexcept { return rest().starts_with(text); }

  void fail(std::string sentence) {
    failure_.emplace(errc::invalid_argument, "line " + std::to_string(line_) + ": " + std::move(sentence));
  }

  void put(token_kind kind, std::size_t length) {
    tokens_.push_back({kind, source_.substr(at_, length), line_});
    advance(length);
  }

  void advance(std::size_t length) {
    line_ += static_cast<std::size_t>(std::ranges::count(source_.substr(at_, length), '\n'));
    at_ += length;
  }

  void skip_spaces() { advance(rest().size() - trimmed_left(rest()).size()); }

  void read_text() {
    if (trims_left_) skip_spaces();
    trims_left_ = false;
    const auto text = rest();
    std::size_t length = 0;
    while (length < text.size()) {
      length = std::min(text.find('{', length), text.size());
      if (length + 1 < text.size() && (text[length + 1] == '{' || text[length + 1] == '%')) break;
      length = std::min(length + 1, text.size());
    }
    const bool trims_right = length + 2 < text.size() && text[length + 2] == '-';
    const auto shown = trims_right ? trimmed_right(text.substr(0, length)) : text.substr(0, length);
    if (!shown.empty()) tokens_.push_back({token_kind::text, shown, line_});
    advance(length);
  }

  void open_markup(token_kind kind) {
    put(kind, 2);
    if (starts_with("-")) advance(1);
  }

  bool close_markup(std::string_view closing, token_kind kind) {
    const bool trims = starts_with("-") && rest().substr(1).starts_with(closing);
    if (!trims && !starts_with(closing)) return false;
    put(kind, closing.size() + (trims ? 1 : 0));
    trims_left_ = trims;
    return true;
  }

  void read_markup() {
    const bool is_tag = starts_with("{%");
    const std::string_view closing = is_tag ? "%}" : "}}";
    const auto opened_in = line_;
    open_markup(is_tag ? token_kind::tag_open : token_kind::output_open);
    while (!failure_) {
      skip_spaces();
      if (at_ >= source_.size()) {
        line_ = opened_in;
        return fail(std::string(is_tag ? "{%" : "{{") + " is not closed by " + std::string(closing));
      }
      if (close_markup(closing, is_tag ? token_kind::tag_close : token_kind::output_close)) break;
      read_word();
    }
    if (is_tag && !failure_) read_verbatim();
  }

  void read_word() {
    const char first = rest().front();
    const char second = rest().size() > 1 ? rest()[1] : '\0';
    if (first == '\'' || first == '"' || first == '`') return read_quoted(first);
    if (is_letter(first) || first == '_') return put(token_kind::name, name_length());
    if (is_digit(first) || (first == '-' && is_digit(second)))
      return put(token_kind::number, number_length());
    for (const auto sign : signs) {
      if (starts_with(sign)) return put(token_kind::sign, sign.size());
    }
    fail("unexpected character '" + std::string(rest().substr(0, first_character(rest()))) + "'");
  }

  std::size_t name_length() const noexcept {
    const auto text = rest();
    std::size_t length = 1;
    while (length < text.size() && continues_name(text[length])) {
      const auto behind = text.substr(length + 1);
      if (text[length] == '-' && (behind.starts_with("}}") || behind.starts_with("%}"))) return length;
      ++length;
    }
    return length < text.size() && text[length] == '?' ? length + 1 : length;
  }

  std::size_t number_length() const noexcept {
    const auto text = rest();
    const auto skip_digits = [&](std::size_t at) {
      while (at < text.size() && is_digit(text[at])) ++at;
      return at;
    };
    const auto whole = skip_digits(1);
    const bool has_fraction = whole + 1 < text.size() && text[whole] == '.' && is_digit(text[whole + 1]);
    return has_fraction ? skip_digits(whole + 1) : whole;
  }

  void read_quoted(char quote) {
    const auto closing = source_.find(quote, at_ + 1);
    if (closing == std::string_view::npos)
      return fail(std::string("a text opened by ") + quote + " is not closed");
    advance(1);
    put(quote == '`' ? token_kind::backtick : token_kind::string, closing - at_);
    advance(1);
  }

  /// After {% raw %} or {% comment %}: reads to its end tag, whatever stands between.
  void read_verbatim() {
    if (tokens_.size() < 3 || tokens_.end()[-3].kind != token_kind::tag_open) return;
    const auto name = tokens_.end()[-2].text;
    if (tokens_.end()[-2].kind != token_kind::name || (name != "raw" && name != "comment")) return;
    tokens_.resize(tokens_.size() - 3);
    const bool trims_front = std::exchange(trims_left_, false);
    const auto opened_in = line_;
    const auto found = find_end_tag("end" + std::string(name));
    if (!found) {
      line_ = opened_in;
      return fail("{% " + std::string(name) + " %} is not closed by {% end" + std::string(name) + " %}");
    }
    if (name == "raw") {
      auto text = source_.substr(at_, found->from - at_);
      if (trims_front) text = trimmed_left(text);
      if (source_[found->from + 2] == '-') text = trimmed_right(text);
      tokens_.push_back({token_kind::text, text, line_});
    }
    advance(found->to - at_);
    trims_left_ = source_[at_ - 3] == '-';
  }

  struct end_tag {
    std::size_t from;
    std::size_t to;
  };
  std::optional<end_tag> find_end_tag(std::string_view name) const noexcept {
    for (auto from = source_.find("{%", at_); from != std::string_view::npos;
         from = source_.find("{%", from + 2)) {
      auto inside = source_.substr(from + 2);
      if (inside.starts_with('-')) inside.remove_prefix(1);
      inside = trimmed_left(inside);
      if (!inside.starts_with(name)) continue;
      inside = trimmed_left(inside.substr(name.size()));
      if (inside.starts_with('-')) inside.remove_prefix(1);
      if (inside.starts_with("%}")) return end_tag{from, source_.size() - inside.size() + 2};
    }
    return std::nullopt;
  }

  result<std::vector<token>> finish() {
    if (failure_) return std::move(*failure_);
    tokens_.push_back({token_kind::end, {}, line_});
    return std::move(tokens_);
  }

  std::string_view source_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  bool trims_left_ = false;
  std::vector<token> tokens_;
  std::optional<error> failure_;
};

}  // namespace

result<std::vector<token>> lex_template(std::string_view source) {
  return lexer(source).read_template();
}

result<std::vector<token>> lex_condition(std::string_view source) {
  return lexer(source).read_condition();
}

}  // namespace carillon::liquid
