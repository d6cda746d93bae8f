// The people of one request, judged before anything is written: shared by the templates that send to many.
// Pure; any thread.
#pragma once

#include <span>
#include <vector>

#include "base/error.hpp"
#include "providers/address.hpp"
#include "providers/email/mailbox.hpp"

namespace carillon::providers::email {

/// The mailboxes of `items`, in order. invalid_argument when the only one cannot be sent to; too_large when
/// one of several cannot, or an address is there twice (providers that take many refuse that): fewer may do,
/// and who is alone is judged alone. With `is_utf8_taken` false, addresses that need SMTPUTF8 are none.
result<std::vector<mailbox>> read_recipients(std::span<const item> items, bool is_utf8_taken = false);

}  // namespace carillon::providers::email
