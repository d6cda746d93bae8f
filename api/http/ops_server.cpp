#include "api/http/ops_server.hpp"

#include <algorithm>

#include "api/http/problem.hpp"
#include "base/json.hpp"
#include "base/metrics.hpp"
#include "base/version.hpp"
#include "net/h1/h1_server.hpp"

namespace carillon::api {
namespace {

constexpr unsigned max_connections = 100;
constexpr std::size_t max_body = 1024;
constexpr std::chrono::milliseconds stop_patience{500};

response text_answer(int status, std::string text) {
  response answer;
  answer.status = status;
  answer.content_type = "text/plain; charset=utf-8";
  answer.body = std::move(text);
  answer.headers.emplace_back("cache-control", "no-store");
  return answer;
}

response alive_answer(bool is_alive) {
  return is_alive ? text_answer(200, "ok\n") : text_answer(503, "the event loop stands still\n");
}

/// "ok" or what is wrong; every probe, one a line, when asked to be verbose.
response readiness_answer(const std::vector<probe_result>& probes, bool is_verbose) {
  const bool is_ready = std::ranges::all_of(probes, &probe_result::is_ok);
  std::string text;
  for (const auto& probe : probes) {
    if (probe.is_ok && !is_verbose) continue;
    text += (probe.is_ok ? "[+] " : "[-] ") + probe.name + ' ' + (probe.is_ok ? "ok" : "failed");
    if (!probe.detail.empty()) text += ": " + probe.detail;
    text += '\n';
  }
  text += is_ready ? "ok\n" : "not ready\n";
  return text_answer(is_ready ? 200 : 503, std::move(text));
}

response metrics_answer() {
  auto answer = text_answer(200, metrics::expose());
  answer.content_type = "text/plain; version=0.0.4; charset=utf-8";
  return answer;
}

bool is_verbose(std::string_view query) {
  return query == "verbose" || query.starts_with("verbose&") || query.starts_with("verbose=");
}

}  // namespace

class ops_server::impl {
 public:
  impl(asio::io_context& context, ops_probes probes)
      : probes_(std::move(probes)),
        http_(context,
              {.max_body = max_body, .body_limit = {}, .error_body = {}, .max_connections = max_connections},
              [this](net::h1_request raw) { return answer(std::move(raw)); }) {}

  result<std::uint16_t> listen(std::string_view host_and_port) { return http_.listen(host_and_port); }
  task<> stop() { return http_.stop(stop_patience); }

 private:
  task<response> answer(net::h1_request raw) {
    const bool is_health = raw.path == "/readyz" || raw.path == "/healthz";
    const bool is_known =
        is_health || raw.path == "/livez" || raw.path == "/metrics" || raw.path == "/version";
    if (!is_known) co_return failure(problem{404, "not found"});
    if (raw.method != "GET" && raw.method != "HEAD") {
      auto refused = text_answer(405, {});
      refused.headers.emplace_back("allow", "GET, HEAD");
      co_return refused;
    }
    if (raw.path == "/livez") co_return alive_answer(probes_.is_alive());
    if (raw.path == "/metrics") co_return metrics_answer();
    if (raw.path == "/version") co_return json_answer(200, {{"version", version()}, {"commit", commit()}});
    const auto probes = co_await probes_.readiness();
    co_return readiness_answer(probes, is_verbose(raw.query));
  }

  ops_probes probes_;
  net::h1_server http_;
};

ops_server::ops_server(asio::io_context& context, ops_probes probes)
    : impl_(std::make_unique<impl>(context, std::move(probes))) {}
ops_server::~ops_server() = default;
result<std::uint16_t> ops_server::listen(std::string_view host_and_port) {
  return impl_->listen(host_and_port);
}
task<void> ops_server::stop() {
  return impl_->stop();
}

}  // namespace carillon::api
