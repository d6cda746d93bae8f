#include "base/ids.hpp"

#include <algorithm>
#include <array>

#include "base/digest.hpp"

namespace carillon {
namespace {

constexpr char hex_digits[] = "0123456789abcdef";

constexpr int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// True where the canonical text has a hyphen: 8-4-4-4-12.
constexpr bool is_hyphen_at(std::size_t position) noexcept {
  return position == 8 || position == 13 || position == 18 || position == 23;
}

constexpr std::size_t text_length = 36;

void stamp(uuid& value, std::uint8_t version) noexcept {
  value.bytes[6] = static_cast<std::uint8_t>((value.bytes[6] & 0x0f) | (version << 4));
  value.bytes[8] = static_cast<std::uint8_t>((value.bytes[8] & 0x3f) | 0x80);  // RFC 9562 4.1: variant 10
}

/// Strong random bytes, drawn from OpenSSL a block at a time: a call of its own costs an id 6,700
/// instructions. Used bytes are wiped, so that no id made before can be read off memory.
class random_block {
 public:
  void draw(std::span<std::uint8_t> out) noexcept {
    if (block_.size() - used_ < out.size()) {
      random_bytes(block_);
      used_ = 0;
    }
    const auto taken = std::span(block_).subspan(used_, out.size());
    std::ranges::copy(taken, out.begin());
    std::ranges::fill(taken, std::uint8_t{0});
    used_ += out.size();
  }

 private:
  std::array<std::uint8_t, 640> block_{};
  std::size_t used_ = block_.size();
};

}  // namespace

void uuid::write_to(char* out) const noexcept {
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    if (at == 4 || at == 6 || at == 8 || at == 10) *out++ = '-';
    *out++ = hex_digits[bytes[at] >> 4];
    *out++ = hex_digits[bytes[at] & 15];
  }
}

std::string uuid::to_string() const {
  std::string text(text_length, '\0');
  write_to(text.data());
  return text;
}

result<uuid> uuid::parse(std::string_view text) {
  if (text.size() != text_length) return error(errc::invalid_argument, "a UUID has 36 characters");
  uuid value;
  std::size_t position = 0;
  for (auto& byte : value.bytes) {
    if (is_hyphen_at(position)) {
      if (text[position] != '-')
        return error(errc::invalid_argument, "a UUID has hyphens in the form 8-4-4-4-12");
      ++position;
    }
    const int high = hex_value(text[position]);
    const int low = hex_value(text[position + 1]);
    if (high < 0 || low < 0) return error(errc::invalid_argument, "a UUID holds hexadecimal digits only");
    byte = static_cast<std::uint8_t>(high << 4 | low);
    position += 2;
  }
  return value;
}

result<uuid> uuid::from_raw(std::string_view sixteen_bytes) {
  uuid value;
  if (sixteen_bytes.size() != value.bytes.size())
    return error(errc::corrupted, "a stored id has not 16 bytes");
  std::ranges::copy(as_bytes(sixteen_bytes), value.bytes.begin());
  return value;
}

uuid uuid::v7(timestamp now) {
  uuid value;
  thread_local random_block block;
  block.draw(std::span(value.bytes).subspan(6));
  auto ms = static_cast<std::uint64_t>(to_unix_ms(now));
  for (int index = 5; index >= 0; --index, ms >>= 8) value.bytes[index] = static_cast<std::uint8_t>(ms);
  stamp(value, 7);
  return value;
}

uuid uuid::v8(std::span<const std::uint8_t> digest) noexcept {
  uuid value;
  std::ranges::copy(digest.first(std::min(digest.size(), value.bytes.size())), value.bytes.begin());
  stamp(value, 8);
  return value;
}

}  // namespace carillon
