// A mail as a strict relay would look at it (RFC 5322, 5321): lines, header fields, MIME's outside. Pure.
#pragma once

#include <string>
#include <string_view>

namespace carillon::sandbox {

/// What is wrong first; empty: nothing. Lines end in CRLF, dots are unstuffed.
std::string fault_of_mail(std::string_view mail);
/// The value of a header field, unfolded; empty when it is not there.
std::string mail_field(std::string_view mail, std::string_view name);

}  // namespace carillon::sandbox
