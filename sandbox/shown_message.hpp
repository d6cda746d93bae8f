// A delivery as a person would see it: what a desk makes of a request for the page. It says how the message
// looks, never who delivers it. Texts are as they came, hostile ones too: whoever shows them escapes them.
// Plain data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.hpp"

namespace carillon::sandbox {

enum class look : std::uint8_t {
  request,  ///< nothing that people see: the request itself
  mail,     ///< a mail, with its HTML and its text part
  banner,   ///< a notification on a device's screen
  bubble,   ///< a text message
  chat,     ///< a message in a channel: blocks
};
std::string_view to_string(look value) noexcept;

/// Text in one style.
struct shown_run {
  std::string text;
  bool is_bold = false, is_italic = false, is_struck = false, is_code = false;
  std::string link = {};  ///< empty: leads nowhere
};

enum class block_kind : std::uint8_t {
  paragraph,
  heading,
  quote,
  preformatted,
  item,     ///< of a list
  note,     ///< small print
  divider,  ///< has no runs
  image,    ///< one run: what it shows, and where it is
  buttons,  ///< a run each
};
std::string_view to_string(block_kind value) noexcept;

struct shown_block {
  block_kind kind = block_kind::paragraph;
  std::vector<shown_run> runs;
};

struct attachment_seen {
  std::string name;
  std::string type;
  std::size_t bytes = 0;
};

/// What a text costs on a phone network.
struct sms_size {
  std::string_view alphabet;  ///< "GSM-7" or "UCS-2"
  std::size_t units = 0;      ///< characters of that alphabet
  std::size_t segments = 0;
};

struct shown_message {
  look as = look::request;
  std::string from;      ///< mailbox, app, number or bot
  std::string title;     ///< subject, or the first line
  std::string subtitle;  ///< of a banner
  std::string text;      ///< a mail's text part; a banner's or bubble's words
  std::string html;      ///< of a mail
  std::string image;     ///< address of a banner's picture
  std::string link;      ///< where a tap leads
  std::string note;      ///< a sentence about what is not shown, and why
  std::string payload;   ///< JSON as the receiver reads it: decrypted, unpacked, its own part of a batch
  std::vector<shown_block> blocks;                          ///< of a chat
  std::vector<std::pair<std::string, std::string>> fields;  ///< header fields, options
  std::vector<attachment_seen> attachments;
  std::optional<sms_size> size;
};

/// All of it but the HTML, of which it says whether there is any.
json to_json(const shown_message& shown);
/// The start of what it says, on one line, of at most `most_bytes` bytes: for lists.
std::string preview_of(const shown_message& shown, std::size_t most_bytes = 160);
/// The text of all runs.
std::string words_of(const shown_block& block);

}  // namespace carillon::sandbox
