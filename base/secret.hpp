// A string that must not be seen: no stream operator, no implicit conversion, wiped when it dies.
// Keys, passwords, provider credentials and bearer tokens travel in it.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace carillon {

/// Owns secret bytes. `reveal()` is the one way in; search for it to audit every use.
class secret {
 public:
  secret() = default;
  explicit secret(std::string value) : value_(std::move(value)) {}
  secret(const secret&) = default;
  secret(secret&& other) noexcept : value_(std::move(other.value_)) { other.wipe(); }
  secret& operator=(const secret& other);
  secret& operator=(secret&& other) noexcept;
  ~secret() { wipe(); }

  std::string_view reveal() const noexcept { return value_; }
  bool empty() const noexcept { return value_.empty(); }
  std::size_t size() const noexcept { return value_.size(); }
  /// Constant-time comparison.
  friend bool operator==(const secret& a, const secret& b) noexcept;

 private:
  void wipe() noexcept;
  std::string value_;
};

}  // namespace carillon
