#include "sandbox/ledger.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "base/log.hpp"
#include "sandbox/desk.hpp"

namespace carillon::sandbox {
namespace {

/// Appends a column. What comes from outside must not forge columns or lines.
void append_column(std::string& out, std::string_view text) {
  out += ' ';
  if (text.empty()) out += '-';
  for (const char c : text) out += c > ' ' && c < 0x7f ? c : '_';
}

}  // namespace

result<ledger> ledger::open(const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (file < 0) return error(errc::configuration, "ledger " + path + ": " + std::strerror(errno));
  return ledger(file);
}

ledger::ledger(ledger&& other) noexcept
    : file_(std::exchange(other.file_, -1)), buffer_(std::move(other.buffer_)) {}

ledger& ledger::operator=(ledger&& other) noexcept {
  std::swap(file_, other.file_);
  std::swap(buffer_, other.buffer_);
  return *this;
}

ledger::~ledger() {
  if (file_ >= 0) ::close(file_);
}

void ledger::add(const verdict& made, std::string_view body, timestamp now) {
  if (!is_open()) return;
  const digest256 digest = sha256(body);
  const std::string of_body = hex_encode(as_text(digest).substr(0, 8));
  for_each_delivery(made, [&](const delivery_seen& each, ending how) {
    buffer_ += std::to_string(to_unix_us(now));
    append_column(buffer_, made.desk == nullptr ? "nobody" : made.desk->name);
    append_column(buffer_, each.token);
    append_column(buffer_, each.notification_id);
    append_column(buffer_, each.delivery_id);
    append_column(buffer_, std::to_string(how.status));
    append_column(buffer_, how.reason);
    append_column(buffer_, of_body);
    buffer_ += '\n';
  });
}

void ledger::flush() {
  std::string_view left = buffer_;
  while (!left.empty()) {
    const auto written = ::write(file_, left.data(), left.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      log::error("ledger_failed", "the ledger cannot be written; stopping, its gaps would lie");
      log::flush();
      std::abort();
    }
    left.remove_prefix(static_cast<std::size_t>(written));
  }
  buffer_.clear();
}

}  // namespace carillon::sandbox
