#include "net/smtp/smtp_offers.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

namespace carillon::net {

namespace {

std::string in_capitals(std::string_view text) {
  std::string capitals(text);
  for (auto& c : capitals)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return capitals;
}

/// Up to the next space or '=', which is cut off.
std::string_view next_word(std::string_view& rest) {
  const auto end = std::min(rest.find_first_of(" ="), rest.size());
  const auto word = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return word;
}

void read_mechanisms(std::string_view rest, smtp_offers& offers) {
  while (!rest.empty()) {
    const auto name = next_word(rest);
    if (name == "PLAIN") offers.login_plain = true;
    if (name == "LOGIN") offers.login_login = true;
  }
}

void read_size(std::string_view rest, smtp_offers& offers) {
  offers.has_size = true;
  std::uint64_t limit = 0;
  const auto digits = next_word(rest);
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), limit);
  // RFC 1870 4: 0 is no limit.
  if (ec == std::errc() && end == digits.data() + digits.size() && limit > 0) offers.limit = limit;
}

}  // namespace

smtp_offers read_offers(const smtp_reply& reply) {
  smtp_offers offers;
  for (std::size_t i = 1; i < reply.lines.size(); ++i) {
    const auto line = in_capitals(reply.lines[i]);
    std::string_view rest = line;
    const auto keyword = next_word(rest);
    if (keyword == "STARTTLS") offers.starttls = true;
    if (keyword == "PIPELINING") offers.pipelining = true;
    if (keyword == "8BITMIME") offers.eight_bit = true;
    if (keyword == "SMTPUTF8") offers.utf8 = true;
    if (keyword == "SIZE") read_size(rest, offers);
    if (keyword == "AUTH") read_mechanisms(rest, offers);
  }
  return offers;
}

}  // namespace carillon::net
