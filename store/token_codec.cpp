// The packed list of a recipient's tokens. Little-endian; scripts/edit_tokens.lua reads and writes the same
// bytes.
//   u8   flags: 1 token is 64 lower-case hex digits, kept as 32 bytes   2 has app_id   4 discarded
//               8 development   16 production   32 registered again
//   8    token hash, big-endian (kept, not derived: the dispatcher needs it for each delivery, SHA-256 is 300
//   ns) 32   raw token, or u16 length and text u56  registered, us [again]      u32 generation, u56 created
//   us    (otherwise 1, and created = registered) [discarded]  u48 discarded ms [app_id]     u8 length and
//   text
#include "base/encoding.hpp"
#include "store/device_token.hpp"
#include "store/token_owner.hpp"

namespace carillon::store {

namespace {

enum flag : std::uint8_t {
  hex = 1,
  has_app = 2,
  discarded = 4,
  development = 8,
  production = 16,
  again = 32
};

constexpr std::size_t raw_size = 32;

void append_number(std::string& out, std::uint64_t value, unsigned bytes) {
  for (unsigned i = 0; i < bytes; ++i) out += static_cast<char>(value >> 8 * i & 0xff);
}

bool is_short_hex(std::string_view token) {
  return token.size() == 2 * raw_size &&
         token.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::uint8_t lasting_flags(const device_token& token) {
  unsigned flags = 0;
  if (is_short_hex(token.token)) flags |= hex;
  if (!token.app_id.empty()) flags |= has_app;
  if (token.installation == "development") flags |= development;
  if (token.installation == "production") flags |= production;
  return static_cast<std::uint8_t>(flags);
}

void append_token(std::string& out, std::string_view token) {
  if (is_short_hex(token)) {
    out += *hex_decode(token);
  } else {
    append_number(out, token.size(), 2);
    out += token;
  }
}

void append_app(std::string& out, std::string_view app_id) {
  if (app_id.empty()) return;
  append_number(out, app_id.size(), 1);
  out += app_id;
}

class reader {
 public:
  explicit reader(std::string_view bytes) : left_(bytes) {}
  bool is_broken() const noexcept { return is_broken_; }
  bool is_at_end() const noexcept { return left_.empty() || is_broken_; }

  std::string_view take(std::size_t count) {
    if (count > left_.size()) {
      is_broken_ = true;
      return {};
    }
    const auto taken = left_.substr(0, count);
    left_.remove_prefix(count);
    return taken;
  }
  std::uint64_t number(unsigned bytes) {
    const auto taken = take(bytes);
    std::uint64_t value = 0;
    for (std::size_t i = taken.size(); i > 0; --i)
      value = value << 8 | static_cast<std::uint8_t>(taken[i - 1]);
    return value;
  }

 private:
  std::string_view left_;
  bool is_broken_ = false;
};

void split_us(std::uint64_t us, std::int64_t& ms, std::uint16_t& rest) {
  ms = static_cast<std::int64_t>(us / 1000);
  rest = static_cast<std::uint16_t>(us % 1000);
}

std::uint64_t join_us(std::int64_t ms, std::uint16_t rest) {
  return static_cast<std::uint64_t>(ms) * 1000 + rest;
}

device_token read_token(reader& in, provider via) {
  device_token out;
  out.via = via;
  const auto flags = static_cast<unsigned>(in.number(1));
  for (const char byte : in.take(8)) out.hash = out.hash << 8 | static_cast<std::uint8_t>(byte);
  out.token = (flags & hex) ? hex_encode(in.take(raw_size)) : std::string(in.take(in.number(2)));
  const auto registered = in.number(7);
  split_us(registered, out.registered_ms, out.registered_us);
  out.generation = (flags & again) ? static_cast<std::uint32_t>(in.number(4)) : 1;
  split_us((flags & again) ? in.number(7) : registered, out.created_ms, out.created_us);
  if (flags & discarded) out.discarded_ms = static_cast<std::int64_t>(in.number(6));
  if (flags & has_app) out.app_id = in.take(in.number(1));
  if (flags & development) out.installation = "development";
  if (flags & production) out.installation = "production";
  return out;
}

}  // namespace

packed_token pack_for_save(const device_token& token) {
  packed_token out;
  out.body += static_cast<char>(lasting_flags(token));
  append_token(out.body, token.token);
  append_app(out.app, token.app_id);
  return out;
}

std::string pack_tokens(const std::vector<device_token>& tokens) {
  std::string out;
  for (const auto& token : tokens) {
    unsigned flags = lasting_flags(token);
    const auto created = join_us(token.created_ms, token.created_us);
    const auto registered = join_us(token.registered_ms, token.registered_us);
    const bool is_again = token.generation != 1 || created != registered;
    if (is_again) flags |= again;
    if (token.discarded_ms != 0) flags |= discarded;
    append_number(out, flags, 1);
    out += raw_hash(token.hash);
    append_token(out, token.token);
    append_number(out, registered, 7);
    if (is_again) {
      append_number(out, token.generation, 4);
      append_number(out, created, 7);
    }
    if (token.discarded_ms != 0) append_number(out, static_cast<std::uint64_t>(token.discarded_ms), 6);
    append_app(out, token.app_id);
  }
  return out;
}

result<std::vector<device_token>> unpack_tokens(std::string_view packed, provider via) {
  std::vector<device_token> out;
  reader in(packed);
  while (!in.is_at_end()) out.push_back(read_token(in, via));
  if (in.is_broken()) return error(errc::corrupted, "a list of device tokens cannot be read");
  return out;
}

}  // namespace carillon::store
