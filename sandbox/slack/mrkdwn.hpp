// Slack's own markup as text in styles: *bold*, _italic_, ~struck~, `code`, ```blocks```, > quotes, lists,
// and <links|words>. Reads what people see, not every corner of Slack's grammar. Pure.
#pragma once

#include <string_view>
#include <vector>

#include "sandbox/shown_message.hpp"

namespace carillon::sandbox {

std::vector<shown_run> read_mrkdwn_line(std::string_view line);
/// A block for each line, or run of lines of one kind.
std::vector<shown_block> read_mrkdwn(std::string_view text);

}  // namespace carillon::sandbox
