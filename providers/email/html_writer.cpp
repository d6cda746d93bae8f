#include "providers/email/html_writer.hpp"

#include <algorithm>

#include "providers/email/link_address.hpp"
#include "providers/text_cluster.hpp"

namespace carillon::providers::email {
namespace {

constexpr unsigned widest = 536;         // pixels: the card without its padding
constexpr std::size_t longest_run = 40;  // characters before a line may be broken
constexpr std::size_t judged_words = 256;

struct markup {
  std::string_view open, close;
};

markup heading(unsigned level) noexcept {
  // The mail's title is the h1.
  if (level <= 1)
    return {R"(<h2 dir="auto" style="margin:0 0 12px;font-size:20px;line-height:28px">)", "</h2>\n"};
  if (level == 2)
    return {R"(<h3 dir="auto" style="margin:0 0 12px;font-size:18px;line-height:26px">)", "</h3>\n"};
  return {R"(<h4 dir="auto" style="margin:0 0 8px;font-size:16px;line-height:24px">)", "</h4>\n"};
}

/// Of those that need nothing but their tags; link, image, heading and cells are written apart.
markup markup_of(element kind) noexcept {
  switch (kind) {
    case element::paragraph:
      return {R"(<p dir="auto" style="margin:0 0 16px">)", "</p>\n"};
    case element::heading:
      return {};
    case element::division:
      return {R"(<div dir="auto">)", "</div>\n"};
    case element::quote:
      return {
          R"(<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 16px"><tr><td style="border-left:4px solid #8a949e;padding:0 0 0 16px">)",
          "</td></tr></table>\n"};
    case element::preformatted:
      return {
          R"(<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 16px"><tr><td class="k" style="background-color:#eef1f4;padding:12px"><pre style="margin:0;white-space:pre-wrap;word-break:break-word;font-family:Menlo,Consolas,monospace;font-size:14px;line-height:20px">)",
          "</pre></td></tr></table>\n"};
    case element::bullets:
      return {R"(<ul style="margin:0 0 16px;padding:0">)", "</ul>\n"};
    case element::numbers:
      return {{}, "</ol>\n"};
    case element::item:
      return {R"(<li dir="auto" style="margin:0 0 4px 24px">)", "</li>\n"};
    case element::rule:
      return {
          R"(<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 16px"><tr><td style="border-top:1px solid #8a949e;font-size:1px;line-height:1px">&nbsp;</td></tr></table>)"
          "\n",
          {}};
    case element::line_break:
      return {"<br>\n", {}};
    case element::table:
      return {
          R"(<table cellpadding="8" cellspacing="0" border="0" style="border-collapse:collapse;margin:0 0 16px">)",
          "</table>\n"};
    case element::row:
      return {"<tr>", "</tr>\n"};
    case element::cell:
      return {{}, "</td>"};
    case element::heading_cell:
      return {{}, "</th>"};
    case element::strong:
      return {"<strong>", "</strong>"};
    case element::emphasis:
      return {"<em>", "</em>"};
    case element::underlined:
      return {"<u>", "</u>"};
    case element::struck:
      return {"<del>", "</del>"};
    case element::code:
      return {R"(<code style="font-family:Menlo,Consolas,monospace;font-size:14px">)", "</code>"};
    case element::subscript:
      return {"<sub>", "</sub>"};
    case element::superscript:
      return {"<sup>", "</sup>"};
    case element::small:
      return {"<small>", "</small>"};
    case element::link:
      return {R"(<a class="l" style="color:#1a56b0;text-decoration:underline" href=")", "</a>"};
    case element::image:
      return {};
  }
  return {};
}

void append_cell(std::string& out, std::string_view tag, const attributes& with) {
  out.append("<").append(tag);
  if (with.columns > 1) out.append(" colspan=\"").append(std::to_string(with.columns)).append("\"");
  if (with.rows > 1) out.append(" rowspan=\"").append(std::to_string(with.rows)).append("\"");
  out += R"( dir="auto" style="border:1px solid #8a949e;padding:8px;text-align:start">)";
}

std::string_view entity_of(char c) noexcept {
  switch (c) {
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '&':
      return "&amp;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

constexpr std::string_view break_here = "<wbr>";

/// How many characters stand together that a line cannot be broken between.
std::size_t run_after(std::size_t run, char c) noexcept {
  return static_cast<unsigned char>(c) > ' ' && static_cast<unsigned char>(c) < 0x80 ? run + 1 : 0;
}

/// How much of the words takes no more than `room` when it is written behind such a run.
std::size_t bytes_that_fit(std::string_view words, std::size_t room, std::size_t run) noexcept {
  std::size_t fits = 0;
  for (; fits < words.size(); ++fits) {
    run = run_after(run, words[fits]);
    auto size = std::max<std::size_t>(entity_of(words[fits]).size(), 1);
    if (run > longest_run) {
      size += break_here.size();
      run = 1;
    }
    if (size > room) break;
    room -= size;
  }
  return fits;
}

/// "https://shop.example/…" or "www.shop.example" as the words of a link elsewhere would deceive.
bool names_another_host(std::string_view words, std::string_view address) {
  const auto start = std::min(words.find_first_not_of(" \t\r\n"), words.size());
  words.remove_prefix(start);
  std::string named(words.substr(0, words.find_first_of(" \t\r\n")));
  std::ranges::transform(named, named.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  if (named.starts_with("www.")) named.insert(0, "https://");
  if (!named.starts_with("http://") && !named.starts_with("https://")) return false;
  const auto shown = link_address(named);
  return !shown || host_of(*shown) != host_of(address);
}

}  // namespace

void append_html_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    const auto entity = entity_of(c);
    if (entity.empty()) {
      out += c;
    } else {
      out += entity;
    }
  }
}

void html_writer::put_image(const attributes& with) {
  if (with.address.empty()) {
    put(with.description);
    return;
  }
  const auto width = std::to_string(with.width == 0 ? widest : std::min(with.width, widest));
  out_ += "<img src=\"";
  append_html_escaped(out_, with.address);
  out_ += "\" alt=\"";
  append_html_escaped(out_, with.description);
  out_.append("\" width=\"").append(width).append("\" style=\"display:inline-block;width:100%;max-width:");
  out_.append(width).append("px;height:auto;border:0;vertical-align:middle\">");
}

void html_writer::open(element kind, const attributes& with) {
  run_ = 0;
  if (kind == element::image) return put_image(with);
  if (kind == element::link && with.address.empty()) return;
  if (kind == element::cell) return append_cell(out_, "td", with);
  if (kind == element::heading_cell) return append_cell(out_, "th", with);
  if (kind == element::numbers) {
    out_ += "<ol ";
    if (with.number != 1) out_.append("start=\"").append(std::to_string(with.number)).append("\" ");
    out_ += R"(style="margin:0 0 16px;padding:0">)";
    return;
  }
  if (kind == element::heading) {
    headings_.push_back(with.number);
    out_ += heading(with.number).open;
    return;
  }
  out_ += markup_of(kind).open;
  if (kind != element::link) return;
  append_html_escaped(out_, with.address);
  out_ += "\">";
  link_ = with.address;
  link_start_ = out_.size();
  link_words_.clear();
}

void html_writer::end_link() {
  if (link_.empty()) return;
  if (names_another_host(link_words_, link_)) {
    out_.resize(link_start_);
    put_words(link_);
  }
  link_.clear();
  out_ += markup_of(element::link).close;
}

void html_writer::close(element kind) {
  run_ = 0;
  if (kind == element::link) return end_link();
  if (kind != element::heading) {
    out_ += markup_of(kind).close;
    return;
  }
  out_ += heading(headings_.back()).close;
  headings_.pop_back();
}

void html_writer::put_words(std::string_view words) {
  for (const char& c : words) {
    run_ = run_after(run_, c);
    if (run_ > longest_run) {
      out_ += break_here;
      run_ = 1;
    }
    append_html_escaped(out_, std::string_view(&c, 1));
  }
}

std::string_view html_writer::put(std::string_view words) {
  if (is_full()) {
    is_cut_ = is_cut_ || words.find_first_not_of(" \t\r\n") != std::string_view::npos;
    return {};
  }
  if (const auto fits = bytes_that_fit(words, most_bytes_ - out_.size(), run_); fits < words.size()) {
    words = words.substr(0, cluster_boundary(words, fits));
    is_cut_ = true;
  }
  if (!link_.empty() && link_words_.size() < judged_words) link_words_ += words.substr(0, judged_words);
  put_words(words);
  if (is_cut_) out_ += "\xe2\x80\xa6";
  return words;
}

}  // namespace carillon::providers::email
