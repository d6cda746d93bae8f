#include "app/http_call.hpp"

#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <optional>

#include "net/h1/h1_exchange.hpp"

namespace carillon::app {
namespace {

constexpr auto patience = std::chrono::seconds(30);

}  // namespace

json http_reply::parsed() const {
  auto read = parse_json(body, {.max_bytes = 64U << 20});
  return read ? std::move(*read) : json();
}

result<http_reply> http_call(std::string_view method, const std::string& url, std::string_view bearer,
                             std::string_view body) {
  net::h1_call call;
  call.url = url;
  call.method = method;
  call.body = body;
  call.timeout = patience;
  if (!bearer.empty()) call.headers.push_back({"authorization", "Bearer " + std::string(bearer)});
  if (!body.empty()) call.headers.push_back({"content-type", "application/json"});

  asio::io_context context(1);
  std::optional<result<net::wire_response>> answered;
  asio::co_spawn(context, net::h1_exchange(context, std::move(call)),
                 [&answered](std::exception_ptr thrown, result<net::wire_response> answer) {
                   if (thrown) std::rethrow_exception(thrown);
                   answered = std::move(answer);
                 });
  context.run();
  if (!answered) return error(errc::internal, "the exchange ended without an answer");
  if (!*answered) return answered->error();
  return http_reply{.status = (*answered)->status, .body = std::move((*answered)->body)};
}

result<json> ask_json(std::string_view method, const std::string& url, std::string_view bearer,
                      const json& body) {
  const auto answered = http_call(method, url, bearer, body.is_null() ? std::string() : dump_json(body));
  if (!answered) return answered.error();
  if (answered->status >= 300)
    return error(errc::unavailable, std::string(method) + ' ' + url + " answered " + answered->body);
  return answered->parsed();
}

}  // namespace carillon::app
