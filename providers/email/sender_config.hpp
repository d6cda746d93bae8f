// Whom an integration sends mail from, read from its stored configuration: {"from":{"email","name"},
// "reply_to":{…}} (rest-contract.md 2). Pure; any thread.
#pragma once

#include <string_view>

#include "base/error.hpp"
#include "base/json.hpp"
#include "providers/email/letter.hpp"

namespace carillon::providers::email {

/// `otherwise`: the address where "from" is absent; empty: it has to be there. invalid_argument names the
/// field.
result<sender_identity> read_sender(const json& stored, std::string_view otherwise = {});

/// `Name <address>` of the sender, as a header has it.
std::string from_value(const sender_identity& of);
/// The same of whom replies go to; empty where that is the sender.
std::string reply_to_value(const sender_identity& of);

/// An override may change the name that is shown, but not whose domain a mail claims to be from: the API's
/// callers are not the ones who proved to own it. `from` is an address or `Name <address>`; empty: nothing
/// is wrong.
bool is_of_sender(std::string_view from, const sender_identity& of) noexcept;

}  // namespace carillon::providers::email
