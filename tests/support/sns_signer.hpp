// Signs messages as Amazon SNS would, with a key and a certificate of the tests' own (valid until 2126).
#pragma once

#include <string>
#include <string_view>

#include "base/json.hpp"

namespace carillon::test {

/// The certificate in PEM.
std::string_view sns_certificate();

/// A message of that type ("Notification", "SubscriptionConfirmation") for arn:aws:sns:eu-west-1:1:topic,
/// sent now and signed, SignatureVersion 2. `changes` replaces parts before signing.
json signed_sns_message(std::string_view type, const json& changes = json::object());

}  // namespace carillon::test
