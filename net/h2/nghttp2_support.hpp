// What both HTTP/2 sessions share of nghttp2's C API. Included by their .cpp files only.
#pragma once

#include <nghttp2/nghttp2.h>

#include <memory>
#include <string>
#include <string_view>

#include "net/wire.hpp"

namespace carillon::net {

struct nghttp2_option_deleter {
  void operator()(nghttp2_option* option) const noexcept { nghttp2_option_del(option); }
};
using nghttp2_option_ptr = std::unique_ptr<nghttp2_option, nghttp2_option_deleter>;

inline nghttp2_option_ptr make_nghttp2_option() {
  nghttp2_option* option = nullptr;
  if (nghttp2_option_new(&option) != 0) throw std::bad_alloc();
  return nghttp2_option_ptr(option);
}

/// A header as nghttp2 takes it. `copy_flags`: NGHTTP2_NV_FLAG_NO_COPY_* when the text outlives the stream.
inline nghttp2_nv as_nv(std::string_view name, std::string_view value, header_indexing indexing,
                        int copy_flags) {
  // The C API wants mutable pointers and never writes through them.
  const auto bytes = [](std::string_view text) {
    return const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(text.data()));
  };
  const int index_flag = indexing == header_indexing::never ? NGHTTP2_NV_FLAG_NO_INDEX : NGHTTP2_NV_FLAG_NONE;
  return {bytes(name), bytes(value), name.size(), value.size(),
          static_cast<std::uint8_t>(copy_flags | index_flag)};
}

inline std::string_view as_text(const std::uint8_t* bytes, std::size_t size) noexcept {
  return {reinterpret_cast<const char*>(bytes), size};
}

/// One write's worth of frames: four TLS records.
inline constexpr std::size_t write_batch = 64 * 1024;

/// Appends what the session has to send, up to a write's worth. False when the session is broken.
inline bool append_frames(nghttp2_session* session, std::string& out) {
  while (out.size() < write_batch) {
    const std::uint8_t* frame = nullptr;
    const auto size = nghttp2_session_mem_send(session, &frame);
    if (size < 0) return false;
    if (size == 0) break;
    out.append(as_text(frame, static_cast<std::size_t>(size)));
  }
  return true;
}

}  // namespace carillon::net
