#include "sandbox/shown_message.hpp"

#include <array>

namespace carillon::sandbox {
namespace {

json json_of(const shown_run& run) {
  json out{{"text", run.text}};
  if (run.is_bold) out["bold"] = true;
  if (run.is_italic) out["italic"] = true;
  if (run.is_struck) out["struck"] = true;
  if (run.is_code) out["code"] = true;
  if (!run.link.empty()) out["link"] = run.link;
  return out;
}

json json_of(const shown_block& block) {
  json runs = json::array();
  for (const auto& each : block.runs) runs.push_back(json_of(each));
  return {{"kind", to_string(block.kind)}, {"runs", std::move(runs)}};
}

/// Words with one space between them. Stops once there are `most_bytes`.
void append_words(std::string& out, std::string_view text, std::size_t most_bytes) {
  bool is_between = !out.empty();
  for (const char c : text) {
    if (out.size() >= most_bytes) return;
    const bool is_space = static_cast<unsigned char>(c) <= ' ';
    if (!is_space) {
      if (is_between && !out.empty()) out += ' ';
      out += c;
    }
    is_between = is_space || (is_between && out.empty());
  }
}

}  // namespace

std::string_view to_string(look value) noexcept {
  constexpr std::array<std::string_view, 5> names{"request", "mail", "banner", "bubble", "chat"};
  return names[static_cast<std::size_t>(value)];
}

std::string_view to_string(block_kind value) noexcept {
  constexpr std::array<std::string_view, 9> names{"paragraph", "heading", "quote", "preformatted", "item",
                                                  "note",      "divider", "image", "buttons"};
  return names[static_cast<std::size_t>(value)];
}

json to_json(const shown_message& shown) {
  json out{{"look", to_string(shown.as)}, {"from", shown.from},     {"title", shown.title},
           {"subtitle", shown.subtitle},  {"text", shown.text},     {"has_html", !shown.html.empty()},
           {"image", shown.image},        {"link", shown.link},     {"note", shown.note},
           {"payload", shown.payload},    {"blocks", json::array()}};
  for (const auto& each : shown.blocks) out["blocks"].push_back(json_of(each));
  out["fields"] = json::array();
  for (const auto& [name, value] : shown.fields) out["fields"].push_back(json::array({name, value}));
  out["attachments"] = json::array();
  for (const auto& each : shown.attachments)
    out["attachments"].push_back({{"name", each.name}, {"type", each.type}, {"bytes", each.bytes}});
  out["size"] = nullptr;
  if (shown.size)
    out["size"] = {
        {"alphabet", shown.size->alphabet}, {"units", shown.size->units}, {"segments", shown.size->segments}};
  return out;
}

std::string words_of(const shown_block& block) {
  std::string out;
  for (const auto& each : block.runs) out += each.text;
  return out;
}

std::string preview_of(const shown_message& shown, std::size_t most_bytes) {
  std::string out;
  append_words(out, shown.subtitle, most_bytes);
  append_words(out, shown.text, most_bytes);
  for (const auto& each : shown.blocks) {
    if (out.size() >= most_bytes) break;
    const bool is_title = &each == shown.blocks.data() && words_of(each) == shown.title;
    if (each.kind != block_kind::image && !is_title) append_words(out, words_of(each), most_bytes);
  }
  if (out.size() < most_bytes) return out;
  // Not within a character.
  const auto is_inner = [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; };
  while (!out.empty() && is_inner(out.back())) out.pop_back();
  if (!out.empty() && static_cast<unsigned char>(out.back()) >= 0xc0U) out.pop_back();
  return out;
}

}  // namespace carillon::sandbox
