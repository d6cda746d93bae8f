#include "providers/email/mail_page.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "providers/email/header_text.hpp"
#include "providers/email/html_writer.hpp"
#include "providers/text_cluster.hpp"

namespace carillon::providers::email {
namespace {

// Every colour is one of email.md 2.1, whose contrasts are 5 to 15. The rules are for programs that keep
// style sheets; everything reads well without.
constexpr std::string_view head = R"(<!doctype html>
<html dir="auto">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">
<meta name="x-apple-disable-message-reformatting">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>)";
constexpr std::string_view styles = R"(</title>
<style>
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
.g{background-color:#14171a!important}
.c{background-color:#1f2429!important}
.t{color:#e8eaed!important}
.f{color:#a9b3bd!important}
.l{color:#8ab4f8!important}
.k{background-color:#2b3138!important}
}
</style>
<style>
[data-ogsc] .t{color:#e8eaed!important}
[data-ogsc] .f{color:#a9b3bd!important}
[data-ogsc] .l{color:#8ab4f8!important}
[data-ogsb] .k{background-color:#2b3138!important}
</style>
<!--[if mso]><style>table,td,p,h1,h2,h3,h4,a{font-family:Arial,sans-serif!important}</style><![endif]-->
</head>
<body class="g" style="margin:0;padding:0;background-color:#f3f5f7;-webkit-text-size-adjust:100%">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">)";
constexpr std::string_view card = R"(</div>
<div role="article" aria-roledescription="email" dir="auto" aria-label=")";
constexpr std::string_view card_table = R"(">
<table role="presentation" class="g" width="100%" cellpadding="0" cellspacing="0" border="0" style="background-color:#f3f5f7">
<tr><td align="center" style="padding:24px 12px">
<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px">
<tr><td class="c t" style="padding:32px;background-color:#ffffff;color:#1f2429;border-radius:8px;text-align:start;word-break:break-word;font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:24px;mso-line-height-rule:exactly">
<h1 dir="auto" style="margin:0 0 16px;font-size:24px;line-height:32px">)";
constexpr std::string_view button =
    R"(<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr><td bgcolor="#1a56b0" style="border-radius:6px;background-color:#1a56b0"><a style="display:inline-block;padding:12px 24px;color:#ffffff;font-weight:bold;text-decoration:none" href=")";
constexpr std::string_view footer = R"(</td></tr>
<tr><td class="f" align="center" style="padding:16px 32px;color:#5b6670;font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:13px;line-height:20px">)";
constexpr std::string_view tail = R"(</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr>
</table>
</div>
</body>
</html>
)";

constexpr std::size_t longest_preheader = 100;  // characters, more or less
constexpr std::size_t filling = 80;

/// The first words of the content, and behind them what keeps the footer out of a list of mails.
void append_preheader(std::string& out, std::string_view text) {
  auto line = one_line(text, 4 * longest_preheader);
  line.resize(cluster_boundary(line, std::min(line.size(), longest_preheader)));
  append_html_escaped(out, line);
  for (std::size_t count = 0; count < filling; ++count) out += "&#847;&zwnj;&nbsp;";
}

std::string why(const page_words& of) {
  if (of.category.empty()) return "You get this because of your notification settings.";
  return "You get this because of your notification settings for " + std::string(of.category) + '.';
}

std::string_view label(const page_words& of) noexcept {
  return of.is_cut ? "Read on" : "Open";
}

}  // namespace

holed_text make_page(const page_words& of) {
  holed_text out;
  auto& page = out.before;
  page.reserve(head.size() + styles.size() + card_table.size() + of.html.size() + 4096);
  page += head;
  append_html_escaped(page, of.title);
  page += styles;
  append_preheader(page, of.text);
  page += card;
  append_html_escaped(page, of.title);
  page += card_table;
  append_html_escaped(page, of.title);
  page.append("</h1>\n").append(of.html);
  if (!of.action_url.empty()) {
    page += button;
    append_html_escaped(page, of.action_url);
    page.append("\">").append(label(of)).append("</a></td></tr></table>\n");
  }
  page += footer;
  append_html_escaped(page, why(of));
  out.after = tail;
  return out;
}

holed_text make_plain_page(const page_words& of) {
  holed_text out;
  auto& page = out.before;
  page.append(of.title).append("\n\n").append(of.text);
  if (!of.action_url.empty())
    page.append("\n").append(label(of)).append(": ").append(of.action_url).append("\n");
  page.append("\n-- \n").append(why(of)).append("\n");
  return out;
}

std::string unsubscribe_html(std::string_view url) {
  if (url.empty()) return {};
  std::string out = R"(<br><a class="f" style="color:#5b6670;text-decoration:underline" href=")";
  append_html_escaped(out, url);
  return out += "\">Unsubscribe</a>";
}

std::string unsubscribe_text(std::string_view url) {
  return url.empty() ? std::string() : "Unsubscribe: " + std::string(url) + '\n';
}

}  // namespace carillon::providers::email
