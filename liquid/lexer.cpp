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
    skip_spaces();
    if (is_tag && starts_with("#")) return read_inline_comment();
    if (is_tag && rest().substr(0, word_end()) == "liquid") return read_lines();
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

  /// Of the identifier that stands here; 0: none does.
  std::size_t word_end() const noexcept {
    return rest().empty() || !(is_letter(rest().front()) || rest().front() == '_') ? 0 : name_length();
  }

  /// {% # … %}: every line of it begins with #.
  void read_inline_comment() {
    const auto end = source_.find("%}", at_);
    if (end == std::string_view::npos) return fail("{% is not closed by %}");
    auto text = source_.substr(at_, end - at_);
    const bool trims = text.ends_with('-');
    if (trims) text.remove_suffix(1);
    for (auto line = text.find('\n'); line != std::string_view::npos; line = text.find('\n', line + 1)) {
      const auto behind = trimmed_left(text.substr(line));
      if (behind.empty() || behind.starts_with('#')) continue;
      return fail("every line of an inline comment begins with '#'");
    }
    tokens_.pop_back();
    advance(end + 2 - at_);
    trims_left_ = trims;
  }

  /// {% liquid … %}: each line is a tag.
  void read_lines() {
    const auto opened_in = line_;
    tokens_.back() = {token_kind::lines_open, rest().substr(0, word_end()), line_};
    advance(word_end());
    while (!failure_) {
      skip_spaces();
      if (at_ >= source_.size()) {
        line_ = opened_in;
        return fail("{% liquid is not closed by %}");
      }
      if (close_markup("%}", token_kind::lines_close)) return;
      if (starts_with("#")) {
        skip_line();
      } else if (rest().substr(0, word_end()) == "comment") {
        skip_commented_lines();
      } else {
        read_line();
      }
    }
  }

  bool is_at_line_end() const noexcept {
    return at_ >= source_.size() || starts_with("\n") || starts_with("%}") || starts_with("-%}");
  }

  void skip_line() {
    const auto text = rest();
    auto length = std::min(text.find('\n'), text.find("%}"));
    if (length < text.size() && text[length] == '%' && length > 0 && text[length - 1] == '-') --length;
    advance(std::min(length, text.size()));
  }

  /// Behind `comment`, to the line of its endcomment.
  void skip_commented_lines() {
    const auto opened_in = line_;
    std::size_t depth = 0;
    while (at_ < source_.size() && !starts_with("%}") && !starts_with("-%}")) {
      const auto word = rest().substr(0, word_end());
      if (word == "comment") ++depth;
      if (word == "endcomment") --depth;
      skip_line();
      if (depth == 0) return;
      skip_spaces();
    }
    line_ = opened_in;
    fail("'comment' is not closed by 'endcomment'");
  }

  void read_line() {
    tokens_.push_back({token_kind::tag_open, source_.substr(at_, 0), line_});
    while (!failure_) {
      while (!rest().empty() && rest().front() != '\n' && is_space(rest().front())) advance(1);
      if (is_at_line_end()) break;
      read_word();
    }
    tokens_.push_back({token_kind::tag_close, source_.substr(at_, 0), line_});
  }

  /// After {% raw %}, {% comment %} or {% doc %}: reads to its end tag, whatever stands between.
  void read_verbatim() {
    if (tokens_.size() < 3 || tokens_.end()[-3].kind != token_kind::tag_open) return;
    const auto name = tokens_.end()[-2].text;
    const bool is_verbatim = name == "raw" || name == "comment" || name == "doc";
    if (tokens_.end()[-2].kind != token_kind::name || !is_verbatim) return;
    tokens_.resize(tokens_.size() - 3);
    const bool trims_front = std::exchange(trims_left_, false);
    const auto opened_in = line_;
    const auto found = name == "comment" ? find_end_of_comment() : find_tag("end" + std::string(name), at_);
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

  struct tag_place {
    std::size_t from;
    std::size_t to;
    std::string_view name;
  };

  /// The next {% name %} from there on, of any name or of that one.
  std::optional<tag_place> find_tag(std::string_view name, std::size_t start) const noexcept {
    for (auto from = source_.find("{%", start); from != std::string_view::npos;
         from = source_.find("{%", from + 2)) {
      auto inside = source_.substr(from + 2);
      if (inside.starts_with('-')) inside.remove_prefix(1);
      inside = trimmed_left(inside);
      std::size_t length = 0;
      while (length < inside.size() && is_letter(inside[length])) ++length;
      const auto found = inside.substr(0, length);
      if (found.empty() || (!name.empty() && found != name)) continue;
      inside = trimmed_left(inside.substr(length));
      if (inside.starts_with('-')) inside.remove_prefix(1);
      if (inside.starts_with("%}")) return tag_place{from, source_.size() - inside.size() + 2, found};
    }
    return std::nullopt;
  }

  /// Of the comment that begins here: others may stand within, and a raw whose text counts for nothing.
  std::optional<tag_place> find_end_of_comment() const noexcept {
    std::size_t depth = 1;
    bool is_raw_closed = true;  // searched in vain once, it is not searched again
    for (auto found = find_tag({}, at_); found; found = find_tag({}, found->to)) {
      if (found->name == "comment") ++depth;
      if (found->name == "endcomment" && --depth == 0) return found;
      if (found->name != "raw" || !is_raw_closed) continue;
      if (const auto end = find_tag("endraw", found->to)) {
        found = end;
      } else {
        is_raw_closed = false;
      }
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
