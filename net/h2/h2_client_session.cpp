#include "net/h2/h2_client_session.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "net/h2/nghttp2_support.hpp"
#include "net/response_headers.hpp"

namespace carillon::net {

namespace {
constexpr std::size_t max_headers = 16 * 1024;
/// Of the connection, for all streams together. A single stream's stays 64 KiB: hardly a body is larger.
constexpr std::int32_t connection_window = 16 << 20;
/// What an answer may take beside its body: headers, frames, and the stream's window, which the peer may have
/// filled before it hears that nobody wants the rest.
constexpr std::size_t answer_overhead = 128 * 1024;
/// Of answers that were shorter than they might be.
constexpr std::size_t most_allowance = 32 << 20;
/// "NO_COPY": the exchange, and with it the text, outlives the stream.
constexpr int borrowed = NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE;
}  // namespace

/// nghttp2's callbacks; `user_data` is the session object, each stream's data its exchange, or null once the
/// exchange went back to its owner.
struct h2_client_session::callbacks {
  static h2_client_session& self(void* user_data) { return *static_cast<h2_client_session*>(user_data); }
  static exchange* exchange_of(nghttp2_session* session, std::int32_t stream) {
    return static_cast<exchange*>(nghttp2_session_get_stream_user_data(session, stream));
  }

  static int on_header(nghttp2_session* session, const nghttp2_frame* frame, const std::uint8_t* name,
                       std::size_t name_size, const std::uint8_t* value, std::size_t value_size, std::uint8_t,
                       void* user_data) {
    auto* const found = exchange_of(session, frame->hd.stream_id);
    if (found == nullptr) return 0;
    found->header_bytes_ += name_size + value_size;
    if (found->header_bytes_ > max_headers) {
      self(user_data).complete(*found, transport_failure::malformed);
      return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    }
    const auto text = as_text(value, value_size);
    if (as_text(name, name_size) != ":status") {
      take_header(*found, as_text(name, name_size), text);
      return 0;
    }
    // nghttp2 has checked that it is three digits. An interim response (1xx) is simply overwritten.
    found->response.status = (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
    return 0;
  }

  static int on_data(nghttp2_session* session, std::uint8_t, std::int32_t stream, const std::uint8_t* bytes,
                     std::size_t size, void* user_data) {
    auto* const found = exchange_of(session, stream);
    if (found == nullptr) return 0;
    if (found->response.body.size() + size > found->most_body) {
      self(user_data).complete(*found, transport_failure::malformed);
      return nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, stream, NGHTTP2_CANCEL);
    }
    found->response.body.append(as_text(bytes, size));
    return 0;
  }

  static int on_frame(nghttp2_session* session, const nghttp2_frame* frame, void* user_data) {
    auto& client = self(user_data);
    switch (frame->hd.type) {
      case NGHTTP2_HEADERS:
      case NGHTTP2_DATA:
        if ((frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0)
          if (auto* const found = exchange_of(session, frame->hd.stream_id))
            return on_answer(session, client, *found);
        break;
      case NGHTTP2_SETTINGS:
        if ((frame->hd.flags & NGHTTP2_FLAG_ACK) == 0) client.greet();
        break;
      case NGHTTP2_GOAWAY:
        client.is_retired_ = true;
        client.goaway_code_ = frame->goaway.error_code;
        break;
      default:
        break;
    }
    return 0;
  }

  static int on_answer(nghttp2_session* session, h2_client_session& client, exchange& found) {
    const auto stream = found.stream_;
    const bool is_request_complete = found.body_sent_ == found.request.body.size();
    client.has_answered_ = true;
    if (found.response.status == 200) client.is_proven_ = true;
    client.complete(found, std::nullopt);
    // The peer answered without waiting for the body; it must not be read after the exchange went back.
    if (is_request_complete) return 0;
    return nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, stream, NGHTTP2_CANCEL);
  }

  /// The peer's frame broke a rule; nghttp2 resets the stream next.
  static int on_invalid_frame(nghttp2_session* session, const nghttp2_frame* frame, int, void* user_data) {
    if (frame->hd.stream_id == 0) return 0;
    if (auto* const found = exchange_of(session, frame->hd.stream_id))
      self(user_data).complete(*found, transport_failure::malformed);
    return 0;
  }

  static int on_stream_close(nghttp2_session* session, std::int32_t stream, std::uint32_t code,
                             void* user_data) {
    auto* const found = exchange_of(session, stream);
    if (found == nullptr) return 0;
    const bool is_refused = code == NGHTTP2_REFUSED_STREAM || !found->is_flushed_;
    self(user_data).complete(*found, is_refused ? transport_failure::refused : transport_failure::ambiguous);
    return 0;
  }

  static int before_frame_send(nghttp2_session* session, const nghttp2_frame* frame, void*) {
    if (frame->hd.type != NGHTTP2_HEADERS) return 0;
    if (auto* const found = exchange_of(session, frame->hd.stream_id)) found->is_flushed_ = true;
    return 0;
  }

  static ssize_t read_body(nghttp2_session* session, std::int32_t stream, std::uint8_t* out, std::size_t room,
                           std::uint32_t* flags, nghttp2_data_source*, void*) {
    auto* const found = exchange_of(session, stream);
    if (found == nullptr) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    const auto& body = found->request.body;
    const auto size = std::min(room, body.size() - found->body_sent_);
    std::memcpy(out, body.data() + found->body_sent_, size);
    found->body_sent_ += size;
    if (found->body_sent_ == body.size()) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(size);
  }

  static nghttp2_session_callbacks* table() {
    static nghttp2_session_callbacks* const shared = [] {
      nghttp2_session_callbacks* made = nullptr;
      if (nghttp2_session_callbacks_new(&made) != 0) throw std::bad_alloc();
      nghttp2_session_callbacks_set_on_header_callback(made, &on_header);
      nghttp2_session_callbacks_set_on_data_chunk_recv_callback(made, &on_data);
      nghttp2_session_callbacks_set_on_frame_recv_callback(made, &on_frame);
      nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(made, &on_invalid_frame);
      nghttp2_session_callbacks_set_on_stream_close_callback(made, &on_stream_close);
      nghttp2_session_callbacks_set_before_frame_send_callback(made, &before_frame_send);
      return made;
    }();
    return shared;
  }
};

h2_client_session::h2_client_session(h2_client_options options) : options_(std::move(options)) {
  const auto option = make_nghttp2_option();
  nghttp2_option_set_no_closed_streams(option.get(), 1);
  if (nghttp2_session_client_new2(&session_, callbacks::table(), this, option.get()) != 0)
    throw std::bad_alloc();
  const std::array settings{
      nghttp2_settings_entry{NGHTTP2_SETTINGS_ENABLE_PUSH, 0},
      nghttp2_settings_entry{NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, max_headers},
  };
  nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, settings.data(), settings.size());
  nghttp2_session_set_local_window_size(session_, NGHTTP2_FLAG_NONE, 0, connection_window);
}

h2_client_session::~h2_client_session() {
  nghttp2_session_del(session_);
}

std::size_t h2_client_session::streams() const noexcept {
  const std::size_t ours = options_.is_probed_first && !is_proven_ ? 1 : options_.streams;
  // Read afresh each time: the peer may change it with any SETTINGS frame.
  const std::size_t theirs =
      nghttp2_session_get_remote_settings(session_, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS);
  return std::min(ours, theirs);
}

std::size_t h2_client_session::capacity() const noexcept {
  if (!is_ready_ || is_retired_) return 0;
  const auto limit = streams();
  return limit > running_.size() ? limit - running_.size() : 0;
}

void h2_client_session::submit(exchange& lent) {
  expect_answer(lent);
  lent.body_sent_ = lent.header_bytes_ = 0;
  lent.is_flushed_ = false;
  const auto& request = lent.request;
  // Thread-bound like the session; only here to keep its memory from request to request.
  static thread_local std::vector<nghttp2_nv> lines;
  lines.clear();
  lines.push_back(as_nv(":method", request.method, header_indexing::allowed, borrowed));
  lines.push_back(as_nv(":scheme", "https", header_indexing::allowed, borrowed));
  lines.push_back(as_nv(":authority", options_.authority, header_indexing::allowed, borrowed));
  lines.push_back(as_nv(":path", request.path, header_indexing::never, borrowed));
  for (const auto& header : request.headers)
    lines.push_back(as_nv(header.name, header.value, header.indexing, borrowed));
  std::array<char, 20> digits;
  if (!request.body.empty()) {
    const auto* const end =
        std::to_chars(digits.data(), digits.data() + digits.size(), request.body.size()).ptr;
    lines.push_back(
        as_nv("content-length", {digits.data(), end}, header_indexing::never, NGHTTP2_NV_FLAG_NO_COPY_NAME));
  }
  nghttp2_data_provider body{};
  body.read_callback = &callbacks::read_body;
  lent.stream_ = nghttp2_submit_request(session_, nullptr, lines.data(), lines.size(),
                                        request.body.empty() ? nullptr : &body, &lent);
  running_.push_back(lent);
  allowance_ = std::min(allowance_ + lent.most_body + answer_overhead, most_allowance);
  if (lent.stream_ < 0) return complete(lent, transport_failure::refused);
  if (lent.stream_ >= options_.last_stream) retire();
}

bool h2_client_session::cancel(exchange& lent) {
  if (lent.stream_ > 0) {
    running_.remove(lent);
    abandon(lent.stream_);
    lent.stream_ = 0;
    // Its time is over: is anybody there? Whoever waits for the next silence to ask lets a dead peer have
    // every request meanwhile, the breaker's probes among them.
    if (is_ready_) on_silence();
    finish_if_drained();
    return true;
  }
  for (auto i = delivered_; i < completions_.size(); ++i)
    if (completions_[i].lent == &lent) completions_[i].lent = nullptr;
  return true;
}

void h2_client_session::greet() {
  if (!is_ready_) ++turn_;
  is_ready_ = true;
}

void h2_client_session::abandon(std::int32_t stream) {
  nghttp2_session_set_stream_user_data(session_, stream, nullptr);
  nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, stream, NGHTTP2_CANCEL);
}

void h2_client_session::complete(exchange& lent, std::optional<transport_failure> failure) {
  if (lent.stream_ > 0) nghttp2_session_set_stream_user_data(session_, lent.stream_, nullptr);
  lent.stream_ = 0;
  running_.remove(lent);
  completions_.push_back({&lent, failure});
}

bool h2_client_session::receive(std::string_view bytes) {
  if (bytes.size() > allowance_) return false;
  allowance_ -= bytes.size();
  // Whoever talks to us is alive, whether it is the PING's answer or not.
  if (std::exchange(is_pong_awaited_, false)) ++turn_;
  const auto taken =
      nghttp2_session_mem_recv(session_, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  finish_if_drained();
  return taken >= 0;
}

void h2_client_session::produce(std::string& out) {
  append_frames(session_, out);
}

void h2_client_session::lose(stream_end) {
  is_retired_ = true;
  while (auto* const left = running_.front())
    complete(*left, left->is_flushed_ ? transport_failure::ambiguous : transport_failure::refused);
}

std::optional<completion> h2_client_session::take_completion() {
  while (delivered_ < completions_.size()) {
    const auto taken = completions_[delivered_++];
    if (taken.lent != nullptr) return taken;
  }
  completions_.clear();
  delivered_ = 0;
  return std::nullopt;
}

patience h2_client_session::waits() const noexcept {
  // Before the first SETTINGS the dial's own deadline counts.
  if (!is_ready_) return {};
  return {.time = is_pong_awaited_ ? options_.pong_patience : options_.ping_interval, .turn = turn_};
}

bool h2_client_session::on_silence() {
  if (is_pong_awaited_) return false;
  is_pong_awaited_ = true;
  ++turn_;
  nghttp2_submit_ping(session_, NGHTTP2_FLAG_NONE, nullptr);
  return true;
}

void h2_client_session::retire() {
  is_retired_ = true;
  finish_if_drained();
}

void h2_client_session::finish_if_drained() {
  if (!is_retired_ || is_terminated_ || !running_.is_empty()) return;
  is_terminated_ = true;
  nghttp2_session_terminate_session(session_, NGHTTP2_NO_ERROR);
}

bool h2_client_session::is_finished() const noexcept {
  return nghttp2_session_want_read(session_) == 0 && nghttp2_session_want_write(session_) == 0;
}

}  // namespace carillon::net
