// What relays and mailbox providers look at in addresses and texts, written anew here: the sandbox shares no
// code with the engine's providers. Pure.
#pragma once

#include <string>
#include <string_view>

namespace carillon::sandbox {

/// "Ada <ada@x.example>" or the address alone; empty when it is none of ASCII that a relay would take.
std::string address_in(std::string_view value);
/// In lower case, ASCII alone.
std::string lowered(std::string_view text);
/// No line end and no NUL: fit for a header.
bool is_one_line(std::string_view text) noexcept;

}  // namespace carillon::sandbox
