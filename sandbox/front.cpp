#include "sandbox/front.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/json.hpp"
#include "sandbox/fcm/fcm_errors.hpp"

namespace carillon::sandbox {
namespace {

constexpr std::uint32_t google_max_streams = 100;  // what fcm.googleapis.com announces

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
  std::array<net::h2_server_header, 5> headers;
  std::size_t used = 0;
  const auto put = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) headers[used++] = {name, value};
  };
  put("apns-id", reply.apns_id);
  put("apns-unique-id", reply.apns_unique_id);
  put("content-type", reply.content_type);
  put("retry-after", reply.retry_after);
  put("x-sandbox-detail", reply.detail);
  net::h2_server_reply out;
  out.status = reply.status;
  out.headers = {headers.data(), used};
  out.body = std::move(reply.body);
  connection.respond(stream, std::move(out));
}

}  // namespace

front::front(asio::io_context& context, std::shared_ptr<boost::asio::ssl::context> tls, service& shared,
             front_options options)
    : options_(options),
      service_(shared),
      pending_(context, options.seed,
               [this](net::h2_server_connection& connection, std::int32_t stream, verdict made) {
                 carry_out(connection, stream, std::move(made));
               }),
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
  const bool is_plain =
      service_.accept_at_once(connection, request.path(), request.header("authorization"), request.body());
  if (is_plain && behaviour_.latency.count() == 0 && behaviour_.jitter.count() == 0) {
    steps_.push_back({&request, std::nullopt});
    return;
  }
  headers_.clear();
  for (const auto& field : request.headers()) {
    if (!field.name.starts_with(':')) headers_.push_back({field.name, field.value});
  }
  const incoming seen{.method = request.method(),
                      .path = request.path(),
                      .authority = request.authority(),
                      .body = request.body(),
                      .headers = headers_};
  verdict made =
      is_plain ? service_.describe(seen, now) : service_.judge(seen, connection, now, token_storage_);
  fault& misbehaviour = made.misbehaviour;
  if (misbehaviour.kind == fault_kind::go_away) {
    const auto last = misbehaviour.is_accepted ? connection.highest_judged : highest_before;
    if (!misbehaviour.last_stream) misbehaviour.last_stream = last;
    connection.last_allowed = *misbehaviour.last_stream;
  }
  steps_.push_back({&request, std::move(made)});
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
    if (!each.made) {
      answer_at_once(connection, *each.request);
    } else {
      pending_.add(connection, each.request->stream(), std::move(*each.made), behaviour_.latency,
                   behaviour_.jitter);
    }
  }
}

void front::answer_at_once(net::h2_server_connection& connection, const net::h2_server_request& request) {
  if (is_fcm_path(request.path())) {
    send(connection, request.stream(), make_fcm_success("p", "0:1"));
    return;
  }
  const net::h2_server_header apns_id{"apns-id", request.header("apns-id")};
  net::h2_server_reply reply;
  if (!apns_id.value.empty()) reply.headers = {&apns_id, 1};
  connection.respond(request.stream(), std::move(reply));
}

void front::raise_streams(net::h2_server_connection& connection, const verdict& made) {
  connection_record& record = record_of(connection);
  const bool is_trusted = made.from != provider::apns || made.reply.status == 200;
  if (record.is_raised || !is_trusted) return;
  record.is_raised = true;
  const bool is_google = made.from != provider::apns;
  connection.set_max_streams(is_google ? std::min(behaviour_.max_streams, google_max_streams)
                                       : behaviour_.max_streams);
}

void front::carry_out(net::h2_server_connection& connection, std::int32_t stream, verdict made) {
  raise_streams(connection, made);
  const bool is_answered = made.is_answered();
  if (is_answered) send(connection, stream, std::move(made.reply));
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
  server_.close();
}

}  // namespace carillon::sandbox
