// What a mail server's replies mean (providers.md 13), by how far the mail had got. Rows are numbered by
// position in stored events: append, never reorder.
#pragma once

#include <span>

#include "providers/answer.hpp"

namespace carillon::providers::smtp {

std::span<const answer_row> answers() noexcept;

/// The last word about one recipient. `is_alone`: the mail had no other.
answer read_reply(const net::mail_reply& reply, bool is_alone);

}  // namespace carillon::providers::smtp
