#include "store/suppression.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/damaged_row.hpp"
#include "base/digest.hpp"
#include "base/json.hpp"
#include "base/stored_record.hpp"
#include "store/canonical_email.hpp"
#include "store/scripts.gen.hpp"

namespace carillon::store {

namespace {

const net::redis_script put_script("put_suppression", scripts::put_suppression);
const net::redis_script remove_script("remove_suppression", scripts::remove_suppression);

const net::redis_script expire_script("expire_suppressions", scripts::expire_suppressions);

constexpr std::array<std::string_view, 4> reasons{"manual", "bounce", "complaint", "soft"};
constexpr std::int64_t expired_a_call = 100;
constexpr std::size_t rows_a_page = 500;

/// What takes the place of what.
std::string_view rank_of(suppression_reason reason) noexcept {
  switch (reason) {
    case suppression_reason::soft:
      return "0";
    case suppression_reason::complaint:
      return "2";
    case suppression_reason::manual:
    case suppression_reason::bounce:
      break;
  }
  return "1";
}

std::string pack(const suppression& value) {
  json record{{"a", value.address},
              {"r", to_string(value.reason)},
              {"s", value.source},
              {"t", to_unix_us(value.added)}};
  if (!value.note.empty()) record["n"] = value.note;
  if (value.delivery) record["d"] = value.delivery->to_string();
  if (value.until) record["u"] = to_unix_us(*value.until);
  return dump_json(record);
}

result<suppression> unpack(std::string_view packed) {
  auto damaged = error(errc::corrupted, "an entry of the suppression list cannot be read");
  const auto parsed = parse_json(packed);
  if (!parsed) return damaged;
  stored_record stored(*parsed);
  suppression out;
  out.address = stored.text("a");
  out.note = stored.text("n");
  out.source = stored.text("s");
  out.added = from_unix_us(stored.integer("t"));
  if (parsed->contains("u")) out.until = from_unix_us(stored.integer("u"));
  const auto reason = parse_suppression_reason(stored.text("r"));
  const auto delivery = stored.text("d");
  if (stored.is_damaged() || !reason) return damaged;
  out.reason = *reason;
  if (!delivery.empty()) {
    const auto id = delivery_id::parse(delivery);
    if (!id) return damaged;
    out.delivery = *id;
  }
  return out;
}

}  // namespace

std::string_view to_string(suppression_reason value) noexcept {
  return reasons[static_cast<std::size_t>(value)];
}

std::optional<suppression_reason> parse_suppression_reason(std::string_view text) noexcept {
  const auto* const found = std::ranges::find(reasons, text);
  if (found == reasons.end()) return std::nullopt;
  return static_cast<suppression_reason>(found - reasons.begin());
}

suppression_id suppression_id_of(project_id project, std::string_view address) {
  return {uuid::v8(sha256({"suppression", project.raw(), canonical_email(address)}))};
}

task<result<bool>> suppressions::put(project_id project, suppression value) {
  value.added = now();
  if (value.note.size() > most_suppression_note)
    co_return error(errc::too_large, "a note of the suppression list has at most 500 bytes");
  const auto id = suppression_id_of(project, value.address);
  auto done = co_await redis_.call(
      put_script,
      {names_.suppressions(project), names_.suppression_order(project), names_.suppression_ends(project)},
      {std::string(id.raw()), pack(value), std::to_string(to_unix_us(value.added)),
       std::to_string(most_suppressions), std::string(rank_of(value.reason)),
       value.until ? std::to_string(to_unix_ms(*value.until)) : std::string()});
  done = net::require_success(std::move(done));
  if (!done) co_return done.error();
  if (done->integer < 0)
    co_return error(errc::conflict,
                    "a project may suppress " + std::to_string(most_suppressions) + " addresses");
  co_return done->integer == 1;
}

task<result<suppression>> suppressions::find(project_id project, suppression_id id) {
  auto found = co_await redis_.call({"HGET", names_.suppressions(project), id.raw()});
  found = net::require_success(std::move(found));
  if (!found) co_return found.error();
  if (found->is_nil()) co_return error(errc::not_found, "no such suppression");
  co_return unpack(found->text);
}

task<result<bool>> suppressions::remove(project_id project, suppression_id id) {
  auto done = co_await redis_.call(
      remove_script,
      {names_.suppressions(project), names_.suppression_order(project), names_.suppression_ends(project)},
      {std::string(id.raw())});
  done = net::require_success(std::move(done));
  if (!done) co_return done.error();
  co_return done->integer == 1;
}

task<result<bool>> suppressions::expire(project_id project) {
  auto done = co_await redis_.call(
      expire_script,
      {names_.suppressions(project), names_.suppression_order(project), names_.suppression_ends(project)},
      {std::to_string(expired_a_call)});
  done = net::require_success(std::move(done));
  if (!done) co_return done.error();
  co_return done->integer >= expired_a_call;
}

task<result<std::uint64_t>> suppressions::take_back(project_id project, std::string source, timestamp since) {
  std::uint64_t taken = 0;
  std::optional<suppression_id> after;
  while (true) {
    auto rows = co_await page(project, after, {}, rows_a_page);
    if (!rows) co_return rows.error();
    std::optional<suppression_id> last_kept = after;
    for (const auto& each : *rows) {
      if (each.added < since) co_return taken;
      const auto id = suppression_id_of(project, each.address);
      if (each.source != source || each.reason == suppression_reason::manual) {
        last_kept = id;
        continue;
      }
      const auto removed = co_await remove(project, id);
      if (!removed) co_return removed.error();
      taken += *removed ? 1 : 0;
    }
    if (rows->size() < rows_a_page) co_return taken;
    after = last_kept;
  }
}

task<result<std::vector<suppression>>> suppressions::page(project_id project,
                                                          std::optional<suppression_id> after,
                                                          std::optional<suppression_id> before,
                                                          std::size_t limit) {
  const auto order = names_.suppression_order(project);
  std::int64_t first = 0;
  auto count = static_cast<std::int64_t>(limit);
  if (const auto& mark = after ? after : before) {
    auto rank = co_await redis_.call({"ZREVRANK", order, mark->raw()});
    rank = net::require_success(std::move(rank));
    if (!rank) co_return rank.error();
    if (rank->is_nil()) co_return std::vector<suppression>();
    first = after ? rank->integer + 1 : std::max<std::int64_t>(0, rank->integer - count);
    if (before) count = rank->integer - first;
  }
  if (count == 0) co_return std::vector<suppression>();
  auto ids =
      co_await redis_.call({"ZREVRANGE", order, std::to_string(first), std::to_string(first + count - 1)});
  ids = net::require_success(std::move(ids));
  if (!ids) co_return ids.error();
  if (ids->elements.empty()) co_return std::vector<suppression>();
  net::redis_command pick({"HMGET", names_.suppressions(project)});
  for (const auto& each : ids->elements) pick.add(each.text);
  auto rows = co_await redis_.call(std::move(pick));
  rows = net::require_success(std::move(rows));
  if (!rows) co_return rows.error();
  std::vector<suppression> out;
  for (const auto& each : rows->elements) {
    if (each.is_nil()) continue;  // removed meanwhile
    auto one = unpack(each.text);
    if (one) {
      out.push_back(std::move(*one));
    } else {
      leave_out("suppression", {}, one.error());
    }
  }
  co_return out;
}

task<result<std::vector<bool>>> suppressions::have(project_id project, std::vector<std::string> addresses) {
  std::vector<bool> out(addresses.size());
  if (addresses.empty()) co_return out;
  net::redis_command ask({"ZMSCORE", names_.suppression_order(project)});
  for (const auto& each : addresses) ask.add(suppression_id_of(project, each).raw());
  auto scores = co_await redis_.call(std::move(ask));
  scores = net::require_success(std::move(scores));
  if (!scores) co_return scores.error();
  for (std::size_t at = 0; at < out.size() && at < scores->elements.size(); ++at)
    out[at] = !scores->elements[at].is_nil();
  co_return out;
}

}  // namespace carillon::store
