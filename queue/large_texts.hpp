// Texts of a broadcast that no one command may carry: written and read piece by piece, one on its way at a
// time. Redis does one thing after another: 9 MB in one command are 50 ms in which it serves nobody, in
// pieces of 128 KiB none of them takes one. Used inside queue/ only; one io thread; keeps nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "net/redis/redis.hpp"

namespace carillon::queue {

/// Up to this size a text rests in the broadcast's record itself.
inline constexpr std::size_t most_in_record = 64 * 1024;
inline constexpr std::size_t piece_size = 128 * 1024;

/// Whose text it is: the first letter of its pieces' fields, and of the record's that count them.
enum class large_text : char { body = 'b', recipients = 'r' };

/// 0: it is small and rests in the record.
constexpr std::size_t pieces_of(std::string_view text) noexcept {
  return text.size() <= most_in_record ? 0 : (text.size() + piece_size - 1) / piece_size;
}

/// Puts a large text aside in the hash `key`, which goes by itself in ten minutes unless somebody takes it
/// over. After a failure some of it may be there.
task<result<void>> put_aside(net::redis& redis, std::string key, large_text which, std::string text);

/// The text of so many pieces in the hash `key`; `not_found` when one of them is gone.
task<result<std::string>> text_in_pieces(net::redis& redis, std::string key, large_text which,
                                         std::size_t pieces);

}  // namespace carillon::queue
