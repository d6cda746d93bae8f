// What there is to see of a request that is of no form people know. Used by desks without a form of their
// own, and for what no desk has judged. Pure.
#pragma once

#include "sandbox/incoming.hpp"
#include "sandbox/shown_message.hpp"

namespace carillon::sandbox {

/// Method and path; a body of JSON as its payload.
shown_message show_request(const incoming& request);
/// What a desk shows of a body that it cannot read: the request, and a sentence.
shown_message show_unreadable(const incoming& request, std::string why);

}  // namespace carillon::sandbox
