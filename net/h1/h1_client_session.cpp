#include "net/h1/h1_client_session.hpp"

#include <algorithm>
#include <utility>

#include "net/h1/h1_request_head.hpp"
#include "net/response_headers.hpp"

namespace carillon::net {

namespace {
/// One write's worth: four TLS records.
constexpr std::size_t write_batch = 64 * 1024;
/// Before the peer's own keep-alive ends, so that no request meets its goodbye on the way.
constexpr std::chrono::milliseconds keep_alive_margin{1'000};
}  // namespace

void h1_client_session::submit(exchange& lent) {
  expect_answer(lent);
  lent.body_sent_ = 0;
  lent.is_flushed_ = false;
  was_asked_ = true;
  running_ = &lent;
  ++turn_;
  head_.clear();
  if (!write_request_head(lent.request, options_.authority, head_))
    return complete(transport_failure::unsendable);
  reader_.begin(lent);
}

bool h1_client_session::cancel(exchange& lent) {
  if (completed_ && completed_->lent == &lent) completed_.reset();
  if (running_ != &lent) return true;
  running_ = nullptr;
  is_over_ = true;
  return false;
}

bool h1_client_session::receive(std::string_view bytes) {
  if (running_ == nullptr || !running_->is_flushed_) {
    is_over_ = true;
    // Whatever it says (408, or the end of what it said before), it is no answer to this request.
    if (running_ != nullptr) complete(transport_failure::refused);
    return false;
  }
  const auto used = reader_.feed(bytes);
  if (reader_.now() == h1_response_reader::state::malformed) {
    is_over_ = true;
    complete(transport_failure::malformed);
    return false;
  }
  return !reader_.is_over() || finish(bytes.size() - used);
}

bool h1_client_session::finish(std::size_t unused_bytes) {
  // A peer that answers before it has the whole request will not read the rest.
  const bool was_sent_whole = running_->body_sent_ == running_->request.body.size();
  has_answered_ = true;
  if (!reader_.is_kept_alive() || !was_sent_whole || unused_bytes > 0) is_over_ = true;
  if (const auto limit = reader_.keep_alive())
    idle_timeout_ =
        std::min(options_.idle_timeout, std::max<std::chrono::milliseconds>(*limit - keep_alive_margin, {}));
  if (idle_timeout_.count() == 0) is_over_ = true;
  complete(std::nullopt);
  return unused_bytes == 0;
}

void h1_client_session::produce(std::string& out) {
  if (running_ == nullptr) return;
  out.append(head_);
  head_.clear();
  const auto& body = running_->request.body;
  const auto room = write_batch - std::min(out.size(), write_batch);
  const auto size = std::min(room, body.size() - running_->body_sent_);
  out.append(body, running_->body_sent_, size);
  running_->body_sent_ += size;
  running_->is_flushed_ = true;
}

void h1_client_session::lose(stream_end how) {
  is_over_ = true;
  if (running_ == nullptr) return;
  if (!running_->is_flushed_) return complete(transport_failure::refused);
  reader_.end(how);
  if (reader_.now() != h1_response_reader::state::complete) return complete(transport_failure::ambiguous);
  has_answered_ = true;
  complete(std::nullopt);
}

std::optional<completion> h1_client_session::take_completion() {
  return std::exchange(completed_, std::nullopt);
}

void h1_client_session::complete(std::optional<transport_failure> failure) {
  completed_ = completion{std::exchange(running_, nullptr), failure};
  ++turn_;
}

void h1_client_session::retire() {
  is_over_ = true;
}

patience h1_client_session::waits() const noexcept {
  return {.time = running_ == nullptr ? idle_timeout_ : std::chrono::milliseconds(0), .turn = turn_};
}

}  // namespace carillon::net
