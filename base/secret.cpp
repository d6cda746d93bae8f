#include "base/secret.hpp"

#include <openssl/crypto.h>

#include <algorithm>

#include "base/digest.hpp"
#include "base/encoding.hpp"

namespace carillon {

secret& secret::operator=(const secret& other) {
  if (this != &other) *this = secret(other);  // by way of a copy: a growing string would free without wiping
  return *this;
}

secret& secret::operator=(secret&& other) noexcept {
  if (this != &other) {
    wipe();
    value_ = std::move(other.value_);
    other.wipe();
  }
  return *this;
}

bool operator==(const secret& a, const secret& b) noexcept {
  return constant_time_equal(a.value_, b.value_);
}

void secret::wipe() noexcept {
  value_.resize(value_.capacity());  // never reallocates; bytes past the end may hold an older, longer value
  OPENSSL_cleanse(value_.data(), value_.size());
  value_.clear();
}

std::string fingerprint(std::string_view token) {
  constexpr std::size_t shown = 4;
  constexpr std::size_t least_length = 16;  // of anything shorter, four characters would be too much to show
  std::string out(token.size() < least_length ? std::string_view() : token.substr(0, shown));
  std::ranges::replace_if(out, [](char c) { return c < '!' || c > '~'; }, '?');
  out += ':';
  out += std::to_string(token.size());
  out += ':';
  const auto digest = sha256(token);
  out += hex_encode(as_text(std::span(digest).first(4)));
  return out;
}

}  // namespace carillon
