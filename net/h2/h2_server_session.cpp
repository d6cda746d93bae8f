#include "net/h2/h2_server_session.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "net/h2/nghttp2_support.hpp"

namespace carillon::net {

namespace {
constexpr std::size_t max_request_headers = 64 * 1024;
constexpr std::int32_t connection_window = 16 << 20;
/// A record that once held a larger body gives the memory back.
constexpr std::size_t kept_body_capacity = 64 * 1024;
}  // namespace

/// A request and its answer, from HEADERS until the stream closes. Reused.
struct h2_server_session::stream_record {
  h2_server_request request;
  std::string body;              ///< of the answer
  std::size_t sent = 0;          ///< bytes of `body` that went into DATA frames
  std::size_t repeats_left = 1;  ///< rounds of `body` still to go, this one included
  bool is_answered = false;
  bool is_body_open = false;  ///< more will be appended

  bool has_rest() const noexcept { return sent < body.size() || (repeats_left > 1 && !body.empty()); }
};

/// nghttp2's callbacks; `user_data` is the session object, each stream's data its record.
struct h2_server_session::callbacks {
  static h2_server_session& self(void* user_data) { return *static_cast<h2_server_session*>(user_data); }
  static stream_record* record(nghttp2_session* session, std::int32_t stream) {
    return static_cast<stream_record*>(nghttp2_session_get_stream_user_data(session, stream));
  }

  static int on_begin_headers(nghttp2_session* session, const nghttp2_frame* frame, void* user_data) {
    if (frame->hd.type != NGHTTP2_HEADERS || frame->headers.cat != NGHTTP2_HCAT_REQUEST) return 0;
    auto& server = self(user_data);
    auto* const added = server.take_record();
    added->request.stream_ = frame->hd.stream_id;
    nghttp2_session_set_stream_user_data(session, frame->hd.stream_id, added);
    server.last_stream_ = std::max(server.last_stream_, frame->hd.stream_id);
    ++server.open_streams_;
    return 0;
  }

  static int on_header(nghttp2_session* session, const nghttp2_frame* frame, const std::uint8_t* name,
                       std::size_t name_size, const std::uint8_t* value, std::size_t value_size, std::uint8_t,
                       void*) {
    auto* const found = record(session, frame->hd.stream_id);
    if (found == nullptr) return 0;
    auto& request = found->request;
    if (request.text_.size() + name_size + value_size > max_request_headers)
      return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    request.text_.append(as_text(name, name_size));
    const auto name_end = static_cast<std::uint32_t>(request.text_.size());
    request.text_.append(as_text(value, value_size));
    request.slices_.push_back({name_end, static_cast<std::uint32_t>(request.text_.size())});
    return 0;
  }

  static int on_data(nghttp2_session* session, std::uint8_t, std::int32_t stream, const std::uint8_t* bytes,
                     std::size_t size, void* user_data) {
    auto* const found = record(session, stream);
    if (found == nullptr) return 0;
    if (found->request.body_.size() + size > self(user_data).limits_.max_body) {
      nghttp2_session_set_stream_user_data(session, stream, nullptr);
      self(user_data).closed_.push_back(found);
      --self(user_data).open_streams_;
      return nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, stream, NGHTTP2_ENHANCE_YOUR_CALM);
    }
    found->request.body_.append(as_text(bytes, size));
    return 0;
  }

  static int on_frame(nghttp2_session* session, const nghttp2_frame* frame, void* user_data) {
    const bool can_end = frame->hd.type == NGHTTP2_DATA || frame->hd.type == NGHTTP2_HEADERS;
    if (!can_end || (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) == 0) return 0;
    if (auto* const found = record(session, frame->hd.stream_id))
      self(user_data).ready_.push_back(&found->request);
    return 0;
  }

  static int on_stream_close(nghttp2_session* session, std::int32_t stream, std::uint32_t, void* user_data) {
    if (auto* const found = record(session, stream)) {
      self(user_data).closed_.push_back(found);
      --self(user_data).open_streams_;
    }
    return 0;
  }

  static ssize_t read_body(nghttp2_session* session, std::int32_t stream, std::uint8_t* out, std::size_t room,
                           std::uint32_t* flags, nghttp2_data_source*, void*) {
    auto* const found = record(session, stream);
    if (found == nullptr) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    if (found->sent == found->body.size() && found->repeats_left > 1) {
      --found->repeats_left;
      found->sent = 0;
    }
    const auto size = std::min(room, found->body.size() - found->sent);
    if (size == 0 && found->is_body_open) return NGHTTP2_ERR_DEFERRED;
    std::memcpy(out, found->body.data() + found->sent, size);
    found->sent += size;
    if (!found->has_rest() && !found->is_body_open) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(size);
  }

  static nghttp2_session_callbacks* table() {
    static nghttp2_session_callbacks* const shared = [] {
      nghttp2_session_callbacks* made = nullptr;
      if (nghttp2_session_callbacks_new(&made) != 0) throw std::bad_alloc();
      nghttp2_session_callbacks_set_on_begin_headers_callback(made, &on_begin_headers);
      nghttp2_session_callbacks_set_on_header_callback(made, &on_header);
      nghttp2_session_callbacks_set_on_data_chunk_recv_callback(made, &on_data);
      nghttp2_session_callbacks_set_on_frame_recv_callback(made, &on_frame);
      nghttp2_session_callbacks_set_on_stream_close_callback(made, &on_stream_close);
      return made;
    }();
    return shared;
  }
};

std::string_view h2_server_request::header(std::string_view name) const noexcept {
  const std::string_view text = text_;
  std::uint32_t begin = 0;
  for (const auto& slice : slices_) {
    if (text.substr(begin, slice.name_end - begin) == name)
      return text.substr(slice.name_end, slice.value_end - slice.name_end);
    begin = slice.value_end;
  }
  return {};
}

std::vector<h2_server_header> h2_server_request::headers() const {
  const std::string_view text = text_;
  std::vector<h2_server_header> all;
  all.reserve(slices_.size());
  std::uint32_t begin = 0;
  for (const auto& slice : slices_) {
    all.push_back({.name = text.substr(begin, slice.name_end - begin),
                   .value = text.substr(slice.name_end, slice.value_end - slice.name_end)});
    begin = slice.value_end;
  }
  return all;
}

h2_server_session::h2_server_session(const h2_server_limits& limits) : limits_(limits) {
  const auto option = make_nghttp2_option();
  nghttp2_option_set_no_closed_streams(option.get(), 1);
  // Clients under test reset streams by the thousand (deadlines); guarding against that is not our purpose.
  nghttp2_option_set_stream_reset_rate_limit(option.get(), 1'000'000, 1'000'000);
  if (nghttp2_session_server_new2(&session_, callbacks::table(), this, option.get()) != 0)
    throw std::bad_alloc();
  set_max_streams(limits.max_streams);
  nghttp2_session_set_local_window_size(session_, NGHTTP2_FLAG_NONE, 0, connection_window);
}

h2_server_session::~h2_server_session() {
  nghttp2_session_del(session_);
}

h2_server_session::stream_record* h2_server_session::take_record() {
  if (free_.empty()) {
    records_.push_back(std::make_unique<stream_record>());
    return records_.back().get();
  }
  auto* const record = free_.back();
  free_.pop_back();
  return record;
}

h2_server_session::stream_record* h2_server_session::find(std::int32_t stream) const noexcept {
  return callbacks::record(session_, stream);
}

bool h2_server_session::receive(std::string_view bytes) {
  ready_.clear();
  for (auto* const record : closed_) {
    auto& request = record->request;
    request.text_.clear();
    request.slices_.clear();
    request.body_.clear();
    if (request.body_.capacity() > kept_body_capacity) std::string().swap(request.body_);
    std::string().swap(record->body);
    record->sent = 0;
    record->repeats_left = 1;
    record->is_answered = record->is_body_open = false;
    free_.push_back(record);
  }
  closed_.clear();
  return nghttp2_session_mem_recv(session_, reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                  bytes.size()) >= 0;
}

void h2_server_session::produce(std::string& out) {
  append_frames(session_, out);
  if (out.size() >= write_batch) return;
  out.append(raw_);
  raw_.clear();
}

bool h2_server_session::is_finished() const noexcept {
  return nghttp2_session_want_read(session_) == 0 && nghttp2_session_want_write(session_) == 0;
}

void h2_server_session::respond(std::int32_t stream, h2_server_reply reply, bool is_body_open) {
  auto* const found = find(stream);
  if (found == nullptr || found->is_answered) return;
  found->is_answered = true;
  found->body = std::move(reply.body);
  found->repeats_left = reply.body_repeats;
  found->is_body_open = is_body_open;
  const std::array<char, 3> status{static_cast<char>('0' + reply.status / 100 % 10),
                                   static_cast<char>('0' + reply.status / 10 % 10),
                                   static_cast<char>('0' + reply.status % 10)};
  // Thread-bound like the session; only here to keep its memory from answer to answer.
  static thread_local std::vector<nghttp2_nv> lines;
  lines.clear();
  lines.push_back(
      as_nv(":status", {status.data(), status.size()}, header_indexing::allowed, NGHTTP2_NV_FLAG_NONE));
  for (const auto& header : reply.headers)
    lines.push_back(as_nv(header.name, header.value, header.indexing, NGHTTP2_NV_FLAG_NONE));
  nghttp2_data_provider body{};
  body.read_callback = &callbacks::read_body;
  const bool has_body = is_body_open || !found->body.empty();
  nghttp2_submit_response(session_, stream, lines.data(), lines.size(), has_body ? &body : nullptr);
}

void h2_server_session::append(std::int32_t stream, std::string_view bytes, bool is_last) {
  auto* const found = find(stream);
  if (found == nullptr || !found->is_body_open) return;
  found->body.erase(0, found->sent);
  found->sent = 0;
  found->body.append(bytes);
  found->is_body_open = !is_last;
  // Not deferred at the moment (its window is closed, say): nothing to wake.
  static_cast<void>(nghttp2_session_resume_data(session_, stream));
}

void h2_server_session::reset(std::int32_t stream, h2_error_code code) {
  nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, stream, static_cast<std::uint32_t>(code));
}

void h2_server_session::goaway(h2_error_code code, std::int32_t last_stream, std::string_view debug_data) {
  nghttp2_submit_goaway(session_, NGHTTP2_FLAG_NONE, last_stream, static_cast<std::uint32_t>(code),
                        reinterpret_cast<const std::uint8_t*>(debug_data.data()), debug_data.size());
}

void h2_server_session::submit_setting(std::int32_t name, std::uint32_t value) {
  const nghttp2_settings_entry entry{name, value};
  nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, &entry, 1);
}

void h2_server_session::set_max_streams(std::uint32_t streams) {
  submit_setting(NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, streams);
}

void h2_server_session::set_stream_window(std::uint32_t bytes) {
  submit_setting(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, bytes);
}

void h2_server_session::write_raw(std::string_view bytes) {
  raw_.append(bytes);
}

}  // namespace carillon::net
