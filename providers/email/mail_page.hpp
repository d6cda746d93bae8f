// The page around a mail's content: one card, as wide as the screen up to 600 pixels, light and dark, with a
// button for the action and a footer that says why the mail came (email.md 2.1). Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "providers/email/holed_text.hpp"

namespace carillon::providers::email {

struct page_words {
  std::string_view title;       ///< plain
  std::string_view html;        ///< of mail_content
  std::string_view text;        ///< of mail_content
  std::string_view action_url;  ///< as link_address() made it; empty: no button
  std::string_view category;    ///< may be empty
  bool is_cut = false;          ///< the rest is behind the action
};

/// The HTML part; its hole takes unsubscribe_html().
holed_text make_page(const page_words& of);
/// The text part; its hole takes unsubscribe_text().
holed_text make_plain_page(const page_words& of);

/// What fills the holes: ASCII. Empty for an empty URL. The URL is ours, or a placeholder of a provider's.
std::string unsubscribe_html(std::string_view url);
std::string unsubscribe_text(std::string_view url);

}  // namespace carillon::providers::email
