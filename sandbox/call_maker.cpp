#include "sandbox/call_maker.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/steady_timer.hpp>

#include "net/h1/h1_exchange.hpp"
#include "net/url.hpp"

namespace carillon::sandbox {
namespace {

bool is_this_machine(const std::string& host) {
  if (host == "localhost") return true;
  boost::system::error_code ec;
  const auto address = asio::ip::make_address(host, ec);
  return !ec && address.is_loopback();
}

/// False when it was cut short.
task<bool> wait(asio::io_context& context, std::chrono::milliseconds time) {
  asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>,
                             asio::io_context::executor_type>
      timer(context.get_executor(), time);
  const auto [ec] = co_await timer.async_wait(no_throw);
  co_return !ec;
}

}  // namespace

result<std::string> callable_url(const std::string& url, const std::string& callback_origin) {
  const auto parts = net::parse_url(url);
  if (!parts) return parts.error();
  if (!callback_origin.empty()) return callback_origin + parts->path;
  if (is_this_machine(parts->target.host)) return url;
  return error(errc::invalid_argument,
               "not called: it is not on this machine, and no callback_origin is set");
}

void call_maker::make(std::vector<later_call> calls) {
  for (auto& each : calls) group_.spawn("sandbox_call", make(std::move(each)));
}

task<> call_maker::make(later_call one) {
  const bool is_due = co_await wait(context_, one.after);
  if (!is_due) co_return;
  std::string origin;
  {
    const auto guard = service_.lock();
    origin = service_.current().callback_origin;
  }
  made_call ended{.by = one.by, .what = std::move(one.what), .url = one.url, .error = {}};
  auto url = callable_url(one.url, origin);
  if (url) {
    net::h1_call call;
    call.url = std::move(*url);
    call.method = "POST";
    for (auto& [name, value] : one.headers) call.headers.push_back({name, std::move(value)});
    call.body = std::move(one.body);
    call.tls = tls_;
    const auto answer = co_await net::h1_exchange(context_, std::move(call));
    if (answer) {
      ended.status = answer->status;
    } else {
      ended.error = answer.error().detail;
    }
  } else {
    ended.error = url.error().detail;
  }
  const auto guard = service_.lock();
  service_.calls().add(std::move(ended));
}

}  // namespace carillon::sandbox
