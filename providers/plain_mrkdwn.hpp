// Plain text where a channel reads Slack's markup, mrkdwn: three characters can be escaped there, the marks
// of bold, italic and the like cannot. Called for what broadcasts say and for what their templates make.
// Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace carillon::providers {

/// & < and > escaped: nothing of it is a link, a mention or a command.
std::string escape_mrkdwn(std::string_view plain);

/// Something of it would be read as a mark: bold, italic, struck out, code, a quote. Within words there are
/// none.
bool has_mrkdwn_marks(std::string_view plain) noexcept;

/// escape_mrkdwn(), and beside marks a space of no width, at which no mark opens or closes: for plain text
/// that stands among markup. Otherwise the message is better sent with markup switched off.
std::string as_mrkdwn(std::string_view plain);

}  // namespace carillon::providers
