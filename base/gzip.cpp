#include "base/gzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <cstdlib>

namespace carillon {
namespace {

constexpr int gzip_window = 15 + 16;  // 16: gzip's header and trailer rather than zlib's
constexpr int quick = 1;

Bytef* bytes_of(std::string_view text) noexcept {
  return reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));  // zlib 1.2 does not say const
}

/// A compressor costs 256 KB: kept by its thread.
struct deflater {
  z_stream stream{};
  deflater() {
    if (deflateInit2(&stream, quick, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK) std::abort();
  }
  ~deflater() { deflateEnd(&stream); }
  deflater(const deflater&) = delete;
  deflater& operator=(const deflater&) = delete;
};

}  // namespace

std::string gzip(std::string_view text) {
  thread_local deflater kept;
  z_stream& stream = kept.stream;
  deflateReset(&stream);
  std::string out(text.size() - text.size() / 10, '\0');
  stream.next_in = bytes_of(text);
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = bytes_of(out);
  stream.avail_out = static_cast<uInt>(out.size());
  const bool is_done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  out.resize(is_done ? stream.total_out : 0);
  return out;
}

std::string gunzip(std::string_view packed, std::size_t most_bytes) {
  z_stream stream{};
  if (inflateInit2(&stream, gzip_window) != Z_OK) return {};
  std::string out;
  stream.next_in = bytes_of(packed);
  stream.avail_in = static_cast<uInt>(packed.size());
  int state = Z_OK;
  while (state == Z_OK && out.size() <= most_bytes) {
    const std::size_t before = out.size();
    out.resize(std::min(most_bytes + 1, before + 64 * 1024));
    stream.next_out = bytes_of(out) + before;
    stream.avail_out = static_cast<uInt>(out.size() - before);
    state = inflate(&stream, Z_NO_FLUSH);
    out.resize(out.size() - stream.avail_out);
    if (state == Z_OK && stream.avail_in == 0 && stream.avail_out > 0) break;  // it ends too early
  }
  const bool is_whole = state == Z_STREAM_END && stream.avail_in == 0 && out.size() <= most_bytes;
  inflateEnd(&stream);
  return is_whole ? out : std::string();
}

}  // namespace carillon
