// HTML that somebody wrote, read as a stream of the elements a mail may have. What comes out is well nested,
// whatever went in; scripts, styles, forms and frames, and every attribute but the few a mail needs, stay
// behind. One pass: time and memory grow with the text alone (ADR 6). Pure; any thread.
#pragma once

#include <string_view>

#include "providers/email/content_sink.hpp"

namespace carillon::providers::email {

/// The text has a tag that is one beyond doubt: "<p>", "</b>", "<a href=", "<br/>". "a <b and c> d" has none.
bool is_html(std::string_view text) noexcept;

/// Writes all of it, or as much as the sink takes: then false.
bool read_html(std::string_view html, content_sink& to);

}  // namespace carillon::providers::email
