#include "sandbox/control.hpp"

#include <chrono>
#include <utility>

#include "sandbox/page/local_call.hpp"

namespace carillon::sandbox {
namespace {

net::h1_response answer_json(const json& body, int status = 200) {
  net::h1_response response;
  response.status = status;
  response.body = dump_json(body);
  return response;
}

net::h1_response answer_error(int status, std::string_view message) {
  return answer_json(json{{"error", message}}, status);
}

net::h1_response answer_done() {
  return answer_json(json{{"status", "ok"}});
}

constexpr json_limits control_limits{.max_bytes = 8 << 20};

}  // namespace

control::control(asio::io_context& context, service& shared, control_wiring wired)
    : service_(shared),
      page_(shared, wired.where),
      wired_(std::move(wired)),
      server_(context, {.max_body = control_limits.max_bytes, .server_name = "carillon-sandbox"},
              [this](net::h1_request request) -> task<net::h1_response> {
                if (is_foreign_change(request)) co_return answer_error(403, "another site's page may not");
                if (auto shown = page_.handle(request)) co_return std::move(*shown);
                co_return handle(request.method, request.path, request.body);
              }) {}

net::h1_response control::put_credentials(std::string_view body) {
  const auto document = parse_json(body, control_limits);
  if (!document) return answer_error(400, document.error().detail);
  const auto guard = service_.lock();
  if (auto put = service_.set_credentials(*document); !put) return answer_error(400, put.error().detail);
  if (auto kept = wired_.keep(*document); !kept) return answer_error(500, kept.error().detail);
  return answer_done();
}

net::h1_response control::post_rules(std::string_view body) {
  const auto document = parse_json(body, control_limits);
  if (!document) return answer_error(400, document.error().detail);
  auto rules = parse_rules(*document);
  if (!rules) return answer_error(400, rules.error().detail);
  const auto guard = service_.lock();
  service_.rules().add(std::move(*rules));
  return answer_json(json{{"rules", service_.rules().size()}});
}

net::h1_response control::put_behaviour(std::string_view body) {
  const auto document = parse_json(body);
  if (!document) return answer_error(400, document.error().detail);
  const auto guard = service_.lock();
  const auto changed = parse_behaviour(*document, service_.current());
  if (!changed) return answer_error(400, changed.error().detail);
  service_.current() = *changed;
  return answer_json(to_json(*changed));
}

net::h1_response control::post_connections(std::string_view body) {
  const auto document = parse_json(body);
  if (!document) return answer_error(400, document.error().detail);
  const auto misbehaviour = parse_disturbance(*document);
  if (!misbehaviour) return answer_error(400, misbehaviour.error().detail);
  wired_.disturb(*misbehaviour);
  return answer_done();
}

net::h1_response control::handle(std::string_view method, std::string_view path, std::string_view body) {
  const auto is = [&](std::string_view wanted_method, std::string_view wanted_path) {
    return method == wanted_method && path == wanted_path;
  };
  if (is("PUT", "/control/credentials")) return put_credentials(body);
  if (is("POST", "/control/rules")) return post_rules(body);
  if (is("PUT", "/control/behaviour")) return put_behaviour(body);
  if (is("POST", "/control/connections")) return post_connections(body);
  if (is("GET", "/control/health")) return answer_done();

  const auto guard = service_.lock();
  if (is("GET", "/control/counts")) return answer_json(service_.counted().to_json());
  if (is("GET", "/control/calls")) return answer_json(service_.calls().to_json());
  if (is("GET", "/control/behaviour")) return answer_json(to_json(service_.current()));
  if (is("DELETE", "/control/rules")) return service_.rules().clear(), answer_done();
  if (is("POST", "/control/reset")) return service_.reset(), answer_done();
  constexpr std::string_view prefix = "/control/";
  if (path.starts_with(prefix)) {
    auto reply = service_.control(method, path.substr(prefix.size()), body);
    if (reply) return answer_json(reply->body, reply->status);
  }
  return answer_error(404, "no such call; docs/sandbox.md lists them");
}

}  // namespace carillon::sandbox
