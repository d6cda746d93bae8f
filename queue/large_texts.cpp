#include "queue/large_texts.hpp"

#include <algorithm>

#include "queue/scripts.gen.hpp"

namespace carillon::queue {
namespace {

const net::redis_script put_script("put_piece", scripts::put_piece);
constexpr std::string_view kept_ms = "600000";

std::string field_of(large_text which, std::size_t piece) {
  return static_cast<char>(which) + std::to_string(piece);
}

}  // namespace

task<result<void>> put_aside(net::redis& redis, std::string key, large_text which, std::string text) {
  const auto pieces = pieces_of(text);
  for (std::size_t each = 0; each < pieces; ++each) {
    std::vector<std::string> names = {key};
    std::vector<std::string> args = {field_of(which, each), text.substr(each * piece_size, piece_size),
                                     std::string(kept_ms)};
    auto put = co_await redis.call(put_script, std::move(names), std::move(args));
    put = net::require_success(std::move(put));
    if (!put) co_return put.error();
  }
  co_return result<void>();
}

task<result<std::string>> text_in_pieces(net::redis& redis, std::string key, large_text which,
                                         std::size_t pieces) {
  std::string text;
  for (std::size_t each = 0; each < pieces; ++each) {
    auto piece = co_await redis.call({"HGET", key, field_of(which, each)});
    piece = net::require_success(std::move(piece));
    if (!piece) co_return piece.error();
    if (piece->is_nil()) co_return error(errc::not_found, "a piece of a broadcast's text is gone");
    text += piece->text;
  }
  co_return text;
}

}  // namespace carillon::queue
