#include "providers/email/mail_domain.hpp"

#include <idn2.h>

#include <algorithm>
#include <memory>

#include "base/json.hpp"

namespace carillon::providers::email {
namespace {

constexpr std::size_t longest_label = 63;
constexpr std::size_t longest_domain = 253;
constexpr std::size_t longest_given = 1024;  // bytes before it is encoded: more cannot become 253

bool is_ascii(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x80;
}

bool is_letter_digit_hyphen(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}

/// libidn2 drops and lets through what it should refuse ("a_b" becomes "ab", a line end stays): what is ASCII
/// is judged here, before it and after.
bool is_label(std::string_view label) noexcept {
  const bool is_plain = std::ranges::all_of(label, is_ascii);
  if (label.empty() || label.front() == '-' || label.back() == '-') return false;
  if (is_plain && label.size() > longest_label) return false;
  return std::ranges::all_of(label, [](char c) { return !is_ascii(c) || is_letter_digit_hyphen(c); });
}

bool are_labels(std::string_view domain) noexcept {
  std::size_t labels = 0;
  std::string_view last;
  for (bool is_more = true; is_more; ++labels) {
    const auto dot = domain.find('.');
    last = domain.substr(0, dot);
    if (!is_label(last)) return false;
    is_more = dot != std::string_view::npos;
    if (is_more) domain.remove_prefix(dot + 1);
  }
  return labels >= 2 && !std::ranges::all_of(last, [](char c) { return c >= '0' && c <= '9'; });
}

/// Nothing where libidn2 refuses it.
std::string encoded(const std::string& domain) {
  char* made = nullptr;
  const int code = idn2_to_ascii_8z(domain.c_str(), &made, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT);
  const std::unique_ptr<char, void (*)(void*)> owner(made, idn2_free);
  return code == IDN2_OK && made ? std::string(made) : std::string();
}

bool needs_encoding(std::string_view domain) noexcept {
  return !std::ranges::all_of(domain, is_ascii) || domain.find("xn--") != std::string_view::npos;
}

}  // namespace

result<std::string> to_mail_domain(std::string_view given) {
  error refused(errc::invalid_argument, "the domain of the e-mail address is none");
  if (given.size() > longest_given || !is_valid_utf8(given) || !are_labels(given)) return refused;
  std::string domain(given);
  std::ranges::transform(domain, domain.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  if (needs_encoding(domain)) domain = encoded(domain);
  const bool is_sound =
      domain.size() <= longest_domain && std::ranges::all_of(domain, is_ascii) && are_labels(domain);
  if (!is_sound) return refused;
  return domain;
}

}  // namespace carillon::providers::email
