#include "queue/wake_message.hpp"

#include "queue/reply.hpp"

namespace carillon::queue {

std::optional<wake_message> parse_wake_message(std::string_view text) noexcept {
  const auto first = text.find(':');
  const auto where = parse_number(text.substr(0, first));
  if (!where || *where < 0 || *where >= partition_count) return std::nullopt;
  wake_message out{.where = static_cast<partition>(*where)};
  if (first == text.npos) return out;
  const auto second = text.find(':', first + 1);
  if (second == text.npos) return std::nullopt;
  const auto name = text.substr(first + 1, second - first - 1);
  const auto urgency = parse_lane(name);
  const auto jobs = parse_number(text.substr(second + 1));
  constexpr std::int64_t most = 1'000'000;
  if (to_string(urgency) != name || !jobs || *jobs < 1 || *jobs > most) return std::nullopt;
  out.urgency = urgency;
  out.jobs = static_cast<std::uint32_t>(*jobs);
  return out;
}

}  // namespace carillon::queue
