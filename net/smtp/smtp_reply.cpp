#include "net/smtp/smtp_reply.hpp"

#include <algorithm>
#include <utility>

#include "base/json.hpp"

namespace carillon::net {

namespace {

constexpr std::size_t max_line = 2'048;
constexpr std::size_t max_lines = 128;
constexpr std::size_t max_reply = 64 * 1024;
constexpr std::size_t max_words = 512;
/// Replies that wait to be taken: those of a whole pipelined transaction, and no more.
constexpr std::size_t max_waiting = 2'048;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// "5.1.1" at the front, one to three digits in the last two parts; empty when there is none.
std::string_view enhanced_code(std::string_view text) {
  std::size_t at = 1;
  if (text.empty() || (text[0] != '2' && text[0] != '4' && text[0] != '5')) return {};
  for (int part = 0; part < 2; ++part) {
    if (at >= text.size() || text[at] != '.') return {};
    const auto begin = ++at;
    while (at < text.size() && at - begin < 3 && is_digit(text[at])) ++at;
    if (at == begin) return {};
  }
  return at == text.size() || text[at] == ' ' ? text.substr(0, at) : std::string_view();
}

/// For people: control characters become '?', and what is no UTF-8 loses its high bytes the same way.
std::string plain_words(std::string text) {
  text.resize(std::min(text.size(), max_words));
  // The cut may have left part of a character behind.
  while (!text.empty() && (text.back() & 0xc0) == 0x80 && !is_valid_utf8(text)) text.pop_back();
  if (!text.empty() && !is_valid_utf8(text) && (text.back() & 0x80) != 0) text.pop_back();
  const bool is_text = is_valid_utf8(text);
  for (auto& c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f || (byte >= 0x80 && !is_text)) c = '?';
  }
  return text;
}

}  // namespace

mail_reply to_mail_reply(const smtp_reply& reply, mail_stage stage) {
  mail_reply said{.stage = stage, .code = reply.code, .enhanced = {}, .text = {}};
  std::string words;
  for (const std::string_view line : reply.lines) {
    const auto code = enhanced_code(line);
    const bool is_believed = !code.empty() && code.front() - '0' == reply.kind();
    if (is_believed && said.enhanced.empty()) said.enhanced = code;
    auto rest = is_believed ? line.substr(std::min(code.size() + 1, line.size())) : line;
    if (!words.empty() && !rest.empty()) words += ' ';
    words += rest.substr(0, max_words);
    if (words.size() > max_words) break;
  }
  said.text = plain_words(std::move(words));
  return said;
}

bool smtp_reply_reader::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto end = bytes.find('\n');
    pending_.append(bytes.substr(0, end));
    if (pending_.size() > max_line) return false;
    if (end == bytes.npos) return true;
    bytes.remove_prefix(end + 1);
    if (pending_.ends_with('\r')) pending_.pop_back();
    if (!read_line(std::exchange(pending_, {}))) return false;
  }
  return true;
}

bool smtp_reply_reader::read_line(std::string_view line) {
  if (line.size() < 3 || line[0] < '2' || line[0] > '5' || line[1] < '0' || line[1] > '5' ||
      !is_digit(line[2]))
    return false;
  const bool is_last = line.size() == 3 || line[3] == ' ';
  if (!is_last && line[3] != '-') return false;
  if (line.find_first_of(std::string_view("\r\0", 2)) != line.npos) return false;
  const int code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
  if (!current_.lines.empty() && current_.code != code) return false;
  size_ += line.size();
  if (current_.lines.size() >= max_lines || size_ > max_reply || whole_.size() >= max_waiting) return false;
  current_.code = code;
  current_.lines.emplace_back(line.substr(std::min<std::size_t>(4, line.size())));
  if (!is_last) return true;
  size_ = 0;
  whole_.push_back(std::exchange(current_, {}));
  return true;
}

std::optional<smtp_reply> smtp_reply_reader::take() {
  if (whole_.empty()) return std::nullopt;
  auto taken = std::move(whole_.front());
  whole_.pop_front();
  return taken;
}

void smtp_reply_reader::clear() {
  *this = {};
}

}  // namespace carillon::net
