// What people wrote, as header fields may hold it: one line of ASCII (RFC 5322, RFC 2047). Never trusts that
// somebody else took line ends out. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "providers/email/mailbox.hpp"

namespace carillon::providers::email {

/// Controls (C0, DEL, C1), line and paragraph separators, and marks that turn the direction of writing or
/// show nothing: what no name or address of a person needs, and spoofs are made of.
bool is_invisible(char32_t c) noexcept;

/// One line: runs of controls, line and paragraph separators become a space; bytes that are no UTF-8 become
/// U+FFFD; white space at the ends is dropped. At most `most_bytes`, cut between characters as readers see
/// them.
std::string one_line(std::string_view text, std::size_t most_bytes = 1000);

/// The value of an unstructured field (Subject): as it is where ASCII does, else encoded words, each of whole
/// characters, at most 75 bytes with a space between them. `name_bytes`: of the field's name, whose line the
/// first word shares.
std::string unstructured(std::string_view text, std::size_t name_bytes);

/// A display name: atoms bare, specials quoted, anything else encoded words. Empty where the name is, or
/// looks like an address, which readers would take for the sender's.
std::string phrase(std::string_view name);

/// `Ada Lovelace <ada@example.com>`; the address alone, without brackets, when there is no name to show.
std::string named_mailbox(std::string_view name, const mailbox& box);

}  // namespace carillon::providers::email
