#include "sandbox/front.hpp"

#include <algorithm>
#include <utility>

#include "base/json.hpp"
#include "sandbox/desk.hpp"

namespace carillon::sandbox {
namespace {

connection_record& record_of(net::h2_server_connection& connection) {
  return *static_cast<connection_record*>(connection.user_state.get());
}

std::string go_away_text(const fault& misbehaviour) {
  return misbehaviour.reason.empty() ? std::string{} : dump_json(json{{"reason", misbehaviour.reason}});
}

/// A fault of a connection as a whole, or RST_STREAM. Stalled streams are simply left alone.
void misbehave(net::h2_server_connection& connection, std::int32_t stream, const fault& how) {
  const auto code = static_cast<net::h2_error_code>(how.code);
  switch (how.kind) {
    case fault_kind::none:
      break;
    case fault_kind::reset:
      connection.reset(stream, code);
      break;
    case fault_kind::go_away:
      connection.goaway(code, how.last_stream.value_or(0), go_away_text(how));
      break;
    case fault_kind::stall:
      if (how.is_whole_connection) connection.stall(true);
      break;
    case fault_kind::close:
      connection.close();
      break;
    case fault_kind::settings:
      connection.set_max_streams(how.max_streams);
      break;
  }
}

void send(net::h2_server_connection& connection, std::int32_t stream, answer reply) {
  thread_local std::vector<net::h2_server_header> headers;
  headers.clear();
  const auto put = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) headers.push_back({name, value});
  };
  for (const answer_header& each : reply.headers) put(each.name, each.value);
  put("content-type", reply.content_type);
  put("retry-after", reply.retry_after);
  put("x-sandbox-detail", reply.detail);
  net::h2_server_reply out;
  out.status = reply.status;
  out.headers = headers;
  out.body = std::move(reply.body);
  connection.respond(stream, std::move(out));
}

}  // namespace

front::front(asio::io_context& context, std::shared_ptr<boost::asio::ssl::context> tls,
             std::shared_ptr<boost::asio::ssl::context> callers_tls, service& shared, front_options options)
    : options_(options),
      service_(shared),
      pending_(context, options.seed,
               [this](net::h2_server_connection& connection, std::int32_t stream, verdict made) {
                 carry_out(connection, stream, std::move(made));
               }),
      calls_(context, shared, std::move(callers_tls)),
      server_(context, std::move(tls), *this,
              {.max_streams = options.is_probed ? 1 : shared.initial_max_streams(),
               .is_port_shared = options.is_port_shared}) {}

void front::on_connect(net::h2_server_connection& connection) {
  auto record = std::make_shared<connection_record>();
  record->is_raised = !options_.is_probed;
  connection.user_state = std::move(record);
}

void front::judge(const net::h2_server_request& request, connection_record& connection, timestamp now) {
  const auto highest_before =
      std::exchange(connection.highest_judged, std::max(connection.highest_judged, request.stream()));
  headers_.clear();
  for (const auto& field : request.headers()) {
    if (!field.name.starts_with(':')) headers_.push_back({field.name, field.value});
  }
  const incoming seen{.method = request.method(),
                      .path = request.path(),
                      .authority = request.authority(),
                      .body = request.body(),
                      .headers = headers_};
  if (auto plain = service_.accept_at_once(seen, connection)) {
    steps_.push_back({request.stream(), std::move(*plain)});
    return;
  }
  verdict made = service_.judge(seen, connection, now);
  fault& misbehaviour = made.misbehaviour;
  if (misbehaviour.kind == fault_kind::go_away) {
    const auto last = misbehaviour.is_accepted ? connection.highest_judged : highest_before;
    if (!misbehaviour.last_stream) misbehaviour.last_stream = last;
    connection.last_allowed = *misbehaviour.last_stream;
  }
  steps_.push_back({request.stream(), std::move(made)});
}

void front::on_requests(net::h2_server_connection& connection,
                        std::span<net::h2_server_request* const> requests) {
  connection_record& record = record_of(connection);
  const timestamp now = carillon::now();
  steps_.clear();
  {
    const auto guard = service_.lock();
    behaviour_ = service_.current();
    for (const auto* request : requests) {
      if (request->stream() <= record.last_allowed) judge(*request, record, now);
    }
    service_.flush_ledger();
  }
  for (step& each : steps_) {
    pending_.add(connection, each.stream, std::move(each.made), behaviour_.latency, behaviour_.jitter);
  }
}

void front::raise_streams(net::h2_server_connection& connection, const verdict& made) {
  connection_record& record = record_of(connection);
  if (record.is_raised || made.desk == nullptr) return;
  if (made.desk->is_probed && !made.reply.is_success()) return;
  record.is_raised = true;
  connection.set_max_streams(std::min(behaviour_.max_streams, made.desk->most_streams));
}

void front::carry_out(net::h2_server_connection& connection, std::int32_t stream, verdict made) {
  raise_streams(connection, made);
  const bool is_answered = made.is_answered();
  if (is_answered) send(connection, stream, std::move(made.reply));
  calls_.make(std::move(made.calls));
  misbehave(connection, stream, made.misbehaviour);
}

void front::disturb(const fault& misbehaviour) {
  server_.for_each([&](net::h2_server_connection& connection) {
    fault how = misbehaviour;
    if (how.kind == fault_kind::go_away) {
      connection_record& record = record_of(connection);
      if (!how.last_stream) how.last_stream = record.highest_judged;
      record.last_allowed = *how.last_stream;
    }
    misbehave(connection, 0, how);
  });
}

void front::close() {
  pending_.clear();
  calls_.cancel();
  server_.close();
}

}  // namespace carillon::sandbox
