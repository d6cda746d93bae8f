// The ground truth of "what the provider saw": one line a delivery, appended to a file before its answer
// leaves.
//   <unix_us> <provider> <token> <notification_id|-> <delivery_id|-> <status> <reason|-> <sha256(body), 16
//   hex>
// O_APPEND and one write() a batch, so several threads and a kill -9 never tear a line apart.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "sandbox/verdict.hpp"

namespace carillon::sandbox {

class ledger {
 public:
  ledger() = default;  ///< records nothing
  /// `configuration` when the file cannot be opened for appending.
  static result<ledger> open(const std::string& path);
  ledger(ledger&& other) noexcept;
  ledger& operator=(ledger&& other) noexcept;
  ~ledger();

  bool is_open() const noexcept { return file_ >= 0; }
  /// Buffers a line for each delivery; status and reason are those of ending_of().
  void add(const verdict& made, std::string_view body, timestamp now);
  /// Writes what is buffered. A ledger with holes is worse than none: failure aborts the process.
  void flush();

 private:
  explicit ledger(int file) : file_(file) {}
  int file_ = -1;
  std::string buffer_;
};

}  // namespace carillon::sandbox
