// The one form in which e-mail addresses are compared: mailboxes and domains ignore case in practice, and a
// domain may be written in Unicode or as Punycode. Ids of users derive from it, so what it answers for an
// address may never change. Pure, any thread.
#pragma once

#include <string>
#include <string_view>

namespace carillon::store {

/// Letters in lower case (Latin, Greek, Cyrillic, Armenian), Unicode labels of the domain as "xn--…". Two
/// addresses that differ otherwise stay two: nothing is trimmed, composed (NFC) or looked up, and "xn--"
/// labels are not decoded, so that none passes for another. Bytes that are no UTF-8 stay as they are. Empty
/// in, empty out.
std::string canonical_email(std::string_view address);

/// ASCII letters in lower case, all other bytes as they are: what Lua's string.lower does in Redis.
std::string ascii_lower(std::string_view text);

/// RFC 3492 of one label's code points, without "xn--". For tests.
std::string punycode(std::u32string_view label);

}  // namespace carillon::store
