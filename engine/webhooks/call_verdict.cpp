#include "engine/webhooks/call_verdict.hpp"

#include "providers/answer.hpp"

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;
/// Of an overload that names no time.
constexpr std::chrono::milliseconds usual_pause = 5s;

bool is_overload(int status) noexcept {
  return status == 429 || (status >= 502 && status <= 504);
}

}  // namespace

call_verdict judge_answer(const net::wire_response& response, timestamp now) {
  using enum call_verdict::kind;
  call_verdict out{.status = response.status};
  if (response.status >= 200 && response.status < 300) {
    out.what = delivered;
    return out;
  }
  out.error = response.status >= 300 && response.status < 400 ? "redirect, not followed"
                                                              : "status " + std::to_string(response.status);
  if (response.status == 410) {
    out.what = gone;
    return out;
  }
  const auto asked = providers::parse_retry_after(response.retry_after, now);
  if (asked || is_overload(response.status)) out.pause = asked.value_or(usual_pause);
  return out;
}

call_verdict judge_failure(net::transport_failure failure) {
  using enum net::transport_failure;
  call_verdict out;
  switch (failure) {
    case connect:
      out.error = "cannot connect";
      out.was_connecting = true;
      break;
    case tls_verify:
      out.error = "certificate not valid";
      out.was_connecting = true;
      break;
    case refused:
      out.error = "connection refused the request";
      break;
    case ambiguous:
      out.error = "no answer in time";
      break;
    case malformed:
      out.error = "answer malformed or too large";
      break;
    case blocked:
      out.error = "blocked_address";
      out.was_connecting = true;
      break;
    case unsendable:
      out.error = "cannot be sent";
      break;
    case overloaded:
    case cancelled:
      out.what = call_verdict::kind::unmade;
      break;
  }
  return out;
}

}  // namespace carillon::engine
