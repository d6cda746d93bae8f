#include "api/resources/broadcasts.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <utility>

#include "api/http/body.hpp"
#include "api/http/heavy_work.hpp"
#include "api/http/paging.hpp"
#include "api/http/queue_watch.hpp"
#include "api/http/trace_parent.hpp"
#include "api/resources/broadcast_schema.hpp"
#include "api/resources/broadcast_view.hpp"
#include "base/digest.hpp"
#include "base/metrics.hpp"
#include "queue/cancellation.hpp"

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
  record.request_hash = std::move(wanted.what.hash);
  record.urgency = wanted.what.urgency;
  record.recipients = std::move(wanted.what.recipients);
  record.body = std::move(wanted.what.rest);
  record.expires_ms = to_unix_ms(record.created + with.settings.retry.max_age);
  record.trace = std::move(wanted.trace);
  return record;
}

std::string to_text(const queue::queue::position& at) {
  return std::to_string(at.created_us) + '.' + at.id.to_string();
}

std::string position_of(const queue::broadcast_record& row) {
  return to_text({to_unix_us(row.created), row.id});
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

/// What is known of its deliveries.
task<result<queue::broadcast_progress>> progress_of(services& with, const queue::broadcast_record& record) {
  if (record.ended_with) co_return *record.ended_with;
  auto progress = co_await with.queue.progress(record.id);
  co_return progress;
}

std::size_t size_of(const queue::broadcast_record& record) noexcept {
  return record.body.size() + record.recipients.size() + record.errors.size();
}

/// The answer that shows one broadcast: parsing and writing 12 MiB takes its time.
template <class View>
task<response> answer_with(services& with, int status, queue::broadcast_record record, View view) {
  const auto owner = record.project;
  const auto size = size_of(record);
  // What was accepted is told, whatever else waits: a 503 would say that it was not.
  const auto what = status == 201 ? net::piece_of::begun_work : net::piece_of::new_work;
  auto work = [status, record = std::move(record), view = std::move(view)] {
    return json_answer(status, view(record));
  };
  auto answer = co_await work_on(with.compute, owner, size, std::move(work), what);
  if (!answer) co_return failure(too_busy());
  co_return std::move(*answer);
}

/// Counts by class: one word for what its sender got wrong, codes for what was in its way.
problem rejected(problem why) {
  const auto reason = !why.code.empty() ? why.code : why.status < 500 ? "invalid" : "internal";
  metrics::get_counter("carillon_broadcasts_rejected_total", {{"reason", reason}}).add();
  return why;
}

checked<prepared_broadcast> read_broadcast(std::string_view text) {
  auto body = read_text(text, broadcast_rule());
  if (!body) return body.error();
  return prepare_broadcast(std::move(*body));
}

}  // namespace

prepared_broadcast prepare_broadcast(json body) {
  prepared_broadcast out;
  out.hash = as_text(sha256(canonical_json(body)));
  out.urgency = lane_of(body["recipients"]);
  out.recipients = dump_json(body["recipients"]);
  body.erase("recipients");
  out.rest = dump_json(body);
  return out;
}

task<checked<queue::broadcast_record>> accept_broadcast(services& with, project_id project,
                                                        broadcast_request wanted) {
  if (auto refused = with.watch.refusal_of_broadcast(project, wanted.what.urgency))
    co_return rejected(std::move(*refused));
  auto record = make_record(with, project, std::move(wanted));
  const auto accepted = co_await with.queue.accept(record);
  if (!accepted) co_return rejected(to_problem(accepted.error()));
  if (*accepted == queue::accept_outcome::conflict) {
    co_return rejected({422, "this Idempotency-Key was used for another request", "idempotency_key_reused"});
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
  if (!key) co_return failure(rejected(key.error()));
  if (auto refused = refuse_headers(of)) co_return failure(rejected(*refused));
  const auto size = of.raw.body.size();
  auto work = [text = std::exchange(of.raw.body, {})] { return read_broadcast(text); };
  auto read = co_await work_on(with.compute, of.project(), size, std::move(work));
  if (!read) co_return failure(rejected(too_busy()));
  if (!*read) co_return failure(rejected(read->error()));
  broadcast_request wanted{std::move(**read), std::move(*key), trace_id_of(of.raw)};
  auto record = co_await accept_broadcast(with, of.project(), std::move(wanted));
  if (!record) co_return failure(record.error());
  auto answer = co_await answer_with(with, 201, std::move(*record), new_broadcast_view);
  co_return answer;
}

task<response> list_broadcasts(services& with, request of) {
  const auto page = read_page(with, of);
  if (!page) co_return failure(page.error());
  const auto older_than = parse_position(page->after);
  if (!older_than) co_return failure(older_than.error());
  const auto newer_than = parse_position(page->before);
  if (!newer_than) co_return failure(newer_than.error());
  auto found =
      co_await with.queue.list(of.project(), *older_than, *newer_than, page->limit + 1, most_page_bytes);
  if (!found) co_return failure(found.error());
  auto& rows = found->rows;
  auto ends = trim_page(rows, *page, position_of);
  if (found->cut_at) (page->before ? ends.previous : ends.next) = to_text(*found->cut_at);
  const auto read = std::transform_reduce(rows.begin(), rows.end(), std::size_t{0}, std::plus(), size_of);
  std::vector<queue::broadcast_progress> progress;
  for (const auto& row : rows) {
    auto one = co_await progress_of(with, row);
    // Pruned since: it is shown with what its record said.
    if (!one && one.error().code == errc::not_found) one = queue::broadcast_progress();
    if (!one) co_return failure(one.error());
    progress.push_back(std::move(*one));
  }
  auto work = [rows = std::move(rows), progress = std::move(progress)] {
    auto data = json::array();
    for (std::size_t i = 0; i < rows.size(); ++i) data.push_back(broadcast_view(rows[i], progress[i]));
    return dump_json(data);
  };
  auto data = co_await work_on(with.compute, of.project(), read, std::move(work));
  if (!data) co_return failure(too_busy());
  co_return page_answer(with, of, *page, *data, ends);
}

task<response> cancel_broadcast(services& with, request of) {
  const auto id = of.id_parameter<broadcast_id>("broadcast_id");
  if (!id) co_return failure(id.error());
  queue::cancellation cancellations(with.queue.link(), with.queue.names());
  const auto done = co_await cancellations.cancel(of.project(), *id);
  if (!done) co_return failure(done.error());
  if (*done == queue::cancel_outcome::processed) {
    co_return failure(problem{409, "this broadcast has been processed: nothing of it is left to cancel",
                              "broadcast_processed"});
  }
  co_return co_await fetch_broadcast(with, std::move(of));
}

task<response> fetch_broadcast(services& with, request of) {
  const auto id = of.id_parameter<broadcast_id>("broadcast_id");
  if (!id) co_return failure(id.error());
  auto record = co_await with.queue.find(of.project(), *id);
  if (!record) co_return failure(record.error());
  auto progress = co_await progress_of(with, *record);
  if (!progress) co_return failure(progress.error());
  const auto view = [progress = std::move(*progress)](const queue::broadcast_record& of_that) {
    return broadcast_view(of_that, progress);
  };
  auto answer = co_await answer_with(with, 200, std::move(*record), view);
  co_return answer;
}

}  // namespace carillon::api
