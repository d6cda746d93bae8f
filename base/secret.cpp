#include "base/secret.hpp"

#include <openssl/crypto.h>

#include "base/digest.hpp"

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

}  // namespace carillon
