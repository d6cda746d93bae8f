// What a person sees who follows a mail's link to unsubscribe, and what the forms on it say. Works without
// JavaScript and shows nothing of the user. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace carillon::api {

enum class unsubscribe_wish : std::uint8_t {
  none,       ///< the body says nothing of the kind
  one_click,  ///< List-Unsubscribe=One-Click, from a mailbox provider (RFC 8058 3.2)
  confirm,    ///< the page's button
  undo,       ///< the button of the page after it
};
/// Of a form, urlencoded or multipart, of at most 4 KiB.
unsubscribe_wish read_unsubscribe_form(std::string_view body) noexcept;

std::string ask_page(std::string_view category);
std::string done_page(std::string_view category);
std::string undone_page(std::string_view category);
std::string unknown_link_page();

/// The Content-Security-Policy of these pages: their own style, forms to here, nothing else.
const std::string& unsubscribe_policy();

}  // namespace carillon::api
