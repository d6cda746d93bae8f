#include "queue/event_tail.hpp"

#include <algorithm>

#include "base/damaged_row.hpp"
#include "queue/event_entry.hpp"
#include "queue/listed_recipients.hpp"
#include "queue/reply.hpp"

namespace carillon::queue {
namespace {

constexpr std::string_view one = "1";

/// The rows of an entry beyond the cursor; none of one that cannot be read.
std::vector<decoded_row> rows_of(const net::redis_reply& entry, partition where,
                                 const std::optional<event_position>& cursor) {
  auto rows = decode_entry(entry, where);
  if (!rows) {
    leave_out("event", entry.elements[0].text, rows.error());
    return {};
  }
  std::erase_if(*rows, [&](const decoded_row& row) { return cursor && row.row.position <= *cursor; });
  return std::move(*rows);
}

}  // namespace

std::string cursor_text(const event_position& cursor) {
  return to_entry_id(cursor) + ":" + std::to_string(cursor.index);
}

result<event_position> parse_cursor(std::string_view text, partition where) {
  const auto colon = text.find(':');
  const auto index = colon == text.npos ? std::nullopt : parse_number(text.substr(colon + 1));
  if (!index || *index < 0 || *index > whole_entry) return error{errc::corrupted, "a cursor does not parse"};
  auto cursor = parse_entry_id(text.substr(0, colon), where);
  if (!cursor) return cursor.error();
  cursor->index = static_cast<std::uint16_t>(*index);
  return cursor;
}

std::string start_behind(const std::optional<event_position>& cursor) {
  if (!cursor) return "-";
  return (cursor->index == whole_entry ? "(" : "") + to_entry_id(*cursor);
}

task<result<std::optional<std::int64_t>>> event_tail::first_unread_ms(project_id project,
                                                                      tail_cursors cursors) {
  std::vector<net::redis_command> commands;
  for (unsigned p = 0; p < partition_count; ++p)
    commands.push_back({"XRANGE", keys_.events(static_cast<partition>(p), project), start_behind(cursors[p]),
                        "+", "COUNT", one});
  auto replies = co_await redis_.pipeline(std::move(commands));
  std::optional<std::int64_t> first;
  for (unsigned p = 0; p < partition_count; ++p) {
    const auto reply = require_array(std::move(replies[p]), 0);
    if (!reply) co_return reply.error();
    if (reply->elements.empty() || reply->elements[0].elements.empty()) continue;
    const auto next = parse_entry_id(reply->elements[0].elements[0].text, static_cast<partition>(p));
    if (!next) co_return next.error();
    first = std::min(first.value_or(next->time_ms), next->time_ms);
  }
  co_return first;
}

task<result<tail_cursors>> event_tail::ends(project_id project) {
  std::vector<net::redis_command> commands;
  for (unsigned p = 0; p < partition_count; ++p)
    commands.push_back(
        {"XREVRANGE", keys_.events(static_cast<partition>(p), project), "+", "-", "COUNT", one});
  auto replies = co_await redis_.pipeline(std::move(commands));
  tail_cursors found;
  for (unsigned p = 0; p < partition_count; ++p) {
    const auto reply = require_array(std::move(replies[p]), 0);
    if (!reply) co_return reply.error();
    if (reply->elements.empty() || reply->elements[0].elements.empty()) continue;
    auto last = parse_entry_id(reply->elements[0].elements[0].text, static_cast<partition>(p));
    if (!last) co_return last.error();
    last->index = whole_entry;
    found[p] = *last;
  }
  co_return found;
}

task<result<std::vector<tail_entry>>> event_tail::next(project_id project, tail_cursors cursors,
                                                       std::vector<partition> of) {
  std::vector<net::redis_command> commands;
  for (const auto p : of)
    commands.push_back({"XRANGE", keys_.events(p, project), start_behind(cursors[p]), "+", "COUNT", one});
  auto replies = co_await redis_.pipeline(std::move(commands));
  std::vector<tail_entry> found;
  for (std::size_t at = 0; at < of.size(); ++at) {
    const auto reply = require_array(std::move(replies[at]), 0);
    if (!reply) co_return reply.error();
    if (reply->elements.empty() || reply->elements[0].elements.empty()) continue;
    const auto& entry = reply->elements[0];
    auto end = parse_entry_id(entry.elements[0].text, of[at]);
    if (!end) co_return end.error();
    end->index = whole_entry;
    auto rows = co_await resolve_listed(redis_, keys_, rows_of(entry, of[at], cursors[of[at]]));
    if (!rows) co_return rows.error();
    found.push_back({*end, std::move(*rows)});
  }
  co_return found;
}

}  // namespace carillon::queue
