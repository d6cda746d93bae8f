#include "api/broadcasts.hpp"

#include <algorithm>
#include <charconv>

#include "api/body.hpp"
#include "api/broadcast_schema.hpp"
#include "api/broadcast_view.hpp"
#include "api/paging.hpp"
#include "api/trace_parent.hpp"
#include "base/digest.hpp"
#include "base/metrics.hpp"

namespace carillon::api {
namespace {

constexpr std::size_t max_idempotency_key = 255;

/// The key's own text, "" when there is none; 400 when it could not be kept apart from another.
checked<std::string> idempotency_key(const request& of) {
  const auto count = of.raw.count("idempotency-key");
  if (count == 0) return std::string();
  const auto key = of.raw.header("idempotency-key");
  const bool is_visible = std::ranges::all_of(key, [](char c) { return c >= 0x20 && c < 0x7f; });
  if (count > 1 || key.empty() || key.size() > max_idempotency_key || !is_visible) {
    return problem{400, "the Idempotency-Key should be given once, with 1 to 255 visible ASCII characters"};
  }
  return std::string(key);
}

/// Derived from the key, so that the key is the record's own and needs no second store (queue.md 2.5).
broadcast_id id_for(const services& with, project_id project, std::string_view key, timestamp at) {
  if (key.empty()) return broadcast_id::make(at);
  const auto server_key = with.keyring.derive("broadcast-id");
  constexpr std::string_view separator("\0", 1);
  return {uuid::v8(hmac_sha256(server_key.reveal(), {project.raw(), separator, key}))};
}

queue::broadcast_record make_record(const services& with, project_id project, broadcast_request wanted) {
  queue::broadcast_record record;
  record.created = now();
  record.project = project;
  record.id = id_for(with, project, wanted.key, record.created);
  auto& body = wanted.body;
  record.request_hash = as_text(sha256(canonical_json(body)));
  record.urgency = lane_of(body["recipients"]);
  record.recipients = dump_json(body["recipients"]);
  body.erase("recipients");
  record.body = dump_json(body);
  record.expires_ms = to_unix_ms(record.created + with.settings.retry.max_age);
  record.trace = std::move(wanted.trace);
  return record;
}

std::string position_of(const queue::broadcast_record& row) {
  return std::to_string(to_unix_us(row.created)) + '.' + row.id.to_string();
}

/// Cursors are MACed: what does not parse was not made by this version.
result<std::optional<queue::queue::position>> parse_position(const std::optional<std::string>& text) {
  if (!text) return std::optional<queue::queue::position>();
  queue::queue::position out;
  const auto [end, ec] = std::from_chars(text->data(), text->data() + text->size(), out.created_us);
  if (ec != std::errc() || *end != '.') return error(errc::invalid_argument, "bad cursor");
  const auto id = broadcast_id::parse(end + 1);
  if (!id) return error(errc::invalid_argument, "bad cursor");
  out.id = *id;
  return std::optional(out);
}

task<checked<json>> live_view(services& with, const queue::broadcast_record& record) {
  if (record.ended_with) co_return broadcast_view(record, *record.ended_with);
  const auto progress = co_await with.queue.progress(record.id);
  if (!progress) co_return to_problem(progress.error());
  co_return broadcast_view(record, *progress);
}

}  // namespace

task<checked<queue::broadcast_record>> accept_broadcast(services& with, project_id project,
                                                        broadcast_request wanted) {
  auto record = make_record(with, project, std::move(wanted));
  const auto accepted = co_await with.queue.accept(record);
  if (!accepted) co_return to_problem(accepted.error());
  if (*accepted == queue::accept_outcome::conflict) {
    co_return problem{422, "this Idempotency-Key was used for another request", "idempotency_key_reused"};
  }
  if (*accepted == queue::accept_outcome::created) {
    static const auto accepted_total = metrics::get_counter("carillon_broadcasts_accepted_total");
    accepted_total.add();
    co_return record;
  }
  auto first = co_await with.queue.find(project, record.id);
  if (!first) co_return to_problem(first.error());
  co_return std::move(*first);
}

task<response> create_broadcast(services& with, request of) {
  auto key = idempotency_key(of);
  if (!key) co_return failure(key.error());
  auto body = read_body(of, broadcast_rule());
  if (!body) co_return failure(body.error());
  broadcast_request wanted{std::move(*body), std::move(*key), trace_id_of(of.raw)};
  const auto record = co_await accept_broadcast(with, of.project(), std::move(wanted));
  if (!record) co_return failure(record.error());
  co_return json_answer(201, new_broadcast_view(*record));
}

task<response> list_broadcasts(services& with, request of) {
  const auto page = read_page(with, of);
  if (!page) co_return failure(page.error());
  const auto older_than = parse_position(page->after);
  if (!older_than) co_return failure(older_than.error());
  const auto newer_than = parse_position(page->before);
  if (!newer_than) co_return failure(newer_than.error());
  auto rows = co_await with.queue.list(of.project(), *older_than, *newer_than, page->limit + 1);
  if (!rows) co_return failure(rows.error());
  const auto ends = trim_page(*rows, *page, position_of);
  auto data = json::array();
  for (const auto& row : *rows) {
    auto view = co_await live_view(with, row);
    if (!view) co_return failure(view.error());
    data.push_back(std::move(*view));
  }
  co_return page_answer(with, of, *page, std::move(data), ends);
}

task<response> fetch_broadcast(services& with, request of) {
  const auto id = of.id_parameter<broadcast_id>("broadcast_id");
  if (!id) co_return failure(id.error());
  const auto record = co_await with.queue.find(of.project(), *id);
  if (!record) co_return failure(record.error());
  const auto view = co_await live_view(with, *record);
  if (!view) co_return failure(view.error());
  co_return json_answer(200, *view);
}

}  // namespace carillon::api
