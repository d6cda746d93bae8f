#include "store/grave.hpp"

#include <charconv>

namespace carillon::store {

std::string grave_field(std::string_view entry_field) {
  return std::string(entry_field) + 'd';
}

std::optional<grave> parse_grave(std::string_view stored) {
  std::int64_t since = 0;
  const auto end = stored.data() + stored.size();
  const auto read = std::from_chars(stored.data(), end, since);
  if (stored.empty() || read.ec != std::errc()) return std::nullopt;
  return grave{from_unix_us(since), std::string_view(read.ptr, end) == "o"};
}

bool is_before(const std::optional<timestamp>& issued, const grave& deleted) noexcept {
  return issued && *issued < std::chrono::floor<std::chrono::seconds>(deleted.since);
}

bool is_after(const std::optional<timestamp>& issued, const grave& deleted) noexcept {
  return issued && *issued > deleted.since;
}

}  // namespace carillon::store
