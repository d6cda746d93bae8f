// Plain text as a mail shows it: empty lines part paragraphs, lines stay lines, addresses of the web become
// links. Pure; any thread.
#pragma once

#include <string_view>

#include "providers/email/content_sink.hpp"

namespace carillon::providers::email {

/// Writes all of it, or as much as the sink takes: then false.
bool read_plain(std::string_view text, content_sink& to);

}  // namespace carillon::providers::email
