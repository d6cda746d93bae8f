#include "api/resources/unsubscribe_page.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/encoding.hpp"

namespace carillon::api {
namespace {

constexpr std::size_t most_body = 4096;

constexpr std::string_view style =
    "body{margin:0;background:#f3f5f7;color:#1f2429;font:16px/24px system-ui,sans-serif}"
    "main{max-width:30rem;margin:10vh auto;padding:2rem;background:#fff;border-radius:8px}"
    "h1{margin:0 0 1rem;font-size:24px;line-height:32px}"
    "button{padding:12px "
    "24px;border:0;border-radius:6px;background:#1a56b0;color:#fff;font:inherit;font-weight:bold}"
    "@media(prefers-color-scheme:dark){body{background:#14171a;color:#e8eaed}main{background:#1f2429}}";

/// A form's field: the pair alone or among others, or a part of multipart/form-data.
bool says(std::string_view body, std::string_view name, std::string_view value) {
  const auto pair = std::string(name) + '=' + std::string(value);
  for (auto rest = body; !rest.empty();) {
    const auto end = std::min(rest.find('&'), rest.size());
    if (rest.substr(0, end) == pair) return true;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  const auto part = body.find("name=\"" + std::string(name) + '"');
  const auto start = part == std::string_view::npos ? part : body.find("\r\n\r\n", part);
  return start != std::string_view::npos && body.substr(start + 4).starts_with(std::string(value) + "\r\n");
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<') {
      out += "&lt;";
    } else if (c == '&') {
      out += "&amp;";
    } else if (c == '"') {
      out += "&quot;";
    } else {
      out += c;
    }
  }
  return out;
}

std::string what(std::string_view category) {
  if (category.empty()) return "e-mail";
  return "e-mail about <strong>" + escaped(category) + "</strong>";
}

std::string document(std::string_view title, std::string_view words, std::string_view field,
                     std::string_view button) {
  std::string out =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>";
  out.append(title)
      .append("</title>\n<style>")
      .append(style)
      .append("</style>\n</head>\n<body>\n<main>\n<h1>");
  out.append(title).append("</h1>\n<p>").append(words).append("</p>\n");
  if (!button.empty()) {
    out.append("<form method=\"post\"><input type=\"hidden\" name=\"").append(field);
    out.append("\" value=\"1\"><button>").append(button).append("</button></form>\n");
  }
  return out += "</main>\n</body>\n</html>\n";
}

}  // namespace

unsubscribe_wish read_unsubscribe_form(std::string_view body) noexcept {
  if (body.size() > most_body) return unsubscribe_wish::none;
  if (says(body, "List-Unsubscribe", "One-Click")) return unsubscribe_wish::one_click;
  if (says(body, "confirm", "1")) return unsubscribe_wish::confirm;
  return says(body, "undo", "1") ? unsubscribe_wish::undo : unsubscribe_wish::none;
}

std::string ask_page(std::string_view category) {
  return document("Unsubscribe", "Do you want no more " + what(category) + '?', "confirm", "Unsubscribe");
}

std::string done_page(std::string_view category) {
  return document("Unsubscribed", "You will get no more " + what(category) + '.', "undo", "Undo");
}

std::string undone_page(std::string_view category) {
  return document("Subscribed", "You will get " + what(category) + " again.", "confirm", "Unsubscribe");
}

std::string unknown_link_page() {
  return document("This link does not work",
                  "It may have been cut short on its way, or what it was for is gone.", "", "");
}

const std::string& unsubscribe_policy() {
  static const std::string policy = "default-src 'none'; style-src 'sha256-" +
                                    base64_encode(as_text(sha256(style))) +
                                    "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
  return policy;
}

}  // namespace carillon::api
