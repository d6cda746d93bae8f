// The domain of a mail address, as the wire wants it: LDH labels, international ones as "xn--…" (RFC 5890).
// Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"

namespace carillon::providers::email {

/// In lower case, international labels mapped and encoded as UTS 46 has it (non-transitional: "faß.de" stays
/// another domain than "fass.de"). invalid_argument for what no DNS name of mail can be: fewer than two
/// labels, a label that is empty, longer than 63 bytes or of anything but letters, digits and inner hyphens,
/// a last label of digits, more than 253 bytes, an address literal.
result<std::string> to_mail_domain(std::string_view domain);

}  // namespace carillon::providers::email
