// How many messages a text is to a phone network: GSM 03.38 where its alphabet holds all of it, else UCS-2.
// Written anew here: the sandbox shares no code with the engine's providers. Pure.
#pragma once

#include <string_view>

#include "sandbox/shown_message.hpp"

namespace carillon::sandbox {

sms_size measure_sms(std::string_view text);

}  // namespace carillon::sandbox
