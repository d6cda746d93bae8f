// What a notification says, in both forms a mail has it: HTML that was made safe, and plain text that says
// the same. Every word of a mail's content passes here, whoever wrote it. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace carillon::providers::email {

struct mail_content {
  std::string html;     ///< a fragment: blocks
  std::string text;     ///< lines that end in "\n"
  bool is_cut = false;  ///< it was too long, and ends in an ellipsis
};

/// Mailboxes clip what is larger than 102 kB when it is encoded, and the link to unsubscribe is at its end:
/// with the layout's bytes and those of base64 this stays below 90 kB.
inline constexpr std::size_t most_content = 56'000;

/// Words with tags in them are HTML and keep what is safe of it; others become paragraphs with links.
mail_content read_content(std::string_view words, std::size_t most_html = most_content);
/// What a template made: HTML, even without a tag.
mail_content read_html_content(std::string_view html, std::size_t most_html = most_content);

}  // namespace carillon::providers::email
