// Encoded words of RFC 2047: text that is not ASCII, within header fields. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace carillon::providers::email {

/// "=?UTF-8?Q?…?= =?UTF-8?Q?…?=" or with B, whichever is shorter: each word of at most 75 bytes, the first of
/// at most `first_room` (at least 40), each decodable alone, cut between characters as readers see them.
/// Readers drop the spaces between the words; spaces of the text are in the words. `text` is valid UTF-8
/// and fits a phrase's grammar as well, as only letters, digits and "!*+-/" stand for themselves.
std::string to_encoded_words(std::string_view text, std::size_t first_room = 75);

}  // namespace carillon::providers::email
