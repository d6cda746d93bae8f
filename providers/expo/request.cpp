#include "providers/expo/request.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/gzip.hpp"
#include "providers/delivery_note.hpp"
#include "providers/expo/override.hpp"
#include "providers/expo/response.hpp"
#include "providers/fit_text.hpp"

namespace carillon::providers::expo {
namespace {

constexpr std::size_t payload_limit = 4096;
/// Below it a request is one packet anyway.
constexpr std::size_t least_compressed = 1400;
constexpr std::size_t badge_digits = 10;

/// Of what is spliced in; the token is not part of what Expo counts.
constexpr spliced_text::sizes counted_sizes() {
  spliced_text::sizes sizes{};
  sizes[static_cast<std::size_t>(splice::notification)] = 36;
  sizes[static_cast<std::size_t>(splice::delivery)] = 36;
  sizes[static_cast<std::size_t>(splice::badge)] = badge_digits;
  return sizes;
}

/// What the app reads.
json make_data(const message& words, const spliced_text::placeholders& mark,
               std::vector<std::string>& left_out) {
  json data{{"nid", mark(splice::notification)}, {"did", mark(splice::delivery)}};
  if (!words.action_url.empty()) data["action_url"] = words.action_url;
  if (!words.category.empty()) data["category"] = words.category;
  if (!words.topic.empty()) data["topic"] = words.topic;
  if (!words.custom_attributes.is_object()) return data;
  for (const auto& [name, value] : words.custom_attributes.items()) {
    if (data.contains(name)) {
      left_out.push_back(name);
    } else {
      data[name] = value;
    }
  }
  return data;
}

json make_document(const message& words, const spliced_text::placeholders& mark,
                   std::vector<std::string>& left_out) {
  json document{{"to", mark(splice::token)},
                {"title", words.title},
                {"data", make_data(words, mark, left_out)},
                {"sound", "default"},
                {"badge", mark(splice::badge)},
                {"priority", "high"},
                // A duplicate replaces what it repeats (providers.md 15): on iOS, on Android.
                {"collapseId", mark(splice::notification)},
                {"tag", mark(splice::notification)}};
  if (!words.content.empty()) document["body"] = words.content;
  if (words.expires_at_unix > 0) document["expiration"] = words.expires_at_unix;
  if (words.provider_override.is_object()) document.merge_patch(words.provider_override);
  return document;
}

/// Where the broadcast's content stands, unless the override says something else: null then.
json* own_body(json& document, const message& words) {
  const auto found = document.find("body");
  const bool is_own = found != document.end() && found->is_string() && !words.content.empty() &&
                      found->get_ref<const std::string&>() == words.content;
  return is_own ? &*found : nullptr;
}

}  // namespace

bool is_push_token(std::string_view text) noexcept {
  const bool is_bracketed =
      (text.starts_with("ExponentPushToken[") || text.starts_with("ExpoPushToken[")) && text.ends_with(']');
  const bool is_visible = std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
  return is_visible && (is_bracketed || uuid::parse(text));
}

void fill_request(std::string_view path, std::string body, std::string_view access_token,
                  net::wire_request& out) {
  out.clear();
  out.path = path;
  out.headers.push_back({"authorization", "Bearer " + std::string(access_token)});
  out.headers.push_back({"content-type", "application/json"});
  out.headers.push_back({"accept", "application/json"});
  if (body.size() >= least_compressed) out.body = gzip(body);
  if (out.body.empty()) {
    out.body = std::move(body);
  } else {
    out.headers.push_back({"content-encoding", "gzip"});
  }
}

request_template::request_template(const message& words, std::string_view access_token)
    : access_token_(std::string(access_token)) {
  auto broken = words.broken_override;
  if (!broken && words.provider_override.is_object()) broken = check_override(words.provider_override);
  if (broken) {
    refusal_ = override_error(provider::expo, *broken);
    return;
  }
  const spliced_text::placeholders mark;
  std::vector<std::string> left_out;
  auto document = make_document(words, mark, left_out);
  note_ = note_of_left_out("in data", left_out);
  take_document(std::move(document), words, mark);
}

void request_template::take_document(json document, const message& words,
                                     const spliced_text::placeholders& mark) {
  message_ = spliced_text(document, mark);
  auto bytes = message_.size(counted_sizes());
  json* const body = bytes > payload_limit && words.is_cut_to_fit ? own_body(document, words) : nullptr;
  if (body != nullptr) {
    const auto own = json_size(words.content);
    const auto excess = bytes - payload_limit;
    if (const auto cut = excess < own ? fit_text(words.content, own - excess) : std::nullopt) {
      add_note_of_cut(note_, cut->size());
      *body = *cut;
      message_ = spliced_text(document, mark);
      bytes = message_.size(counted_sizes());
    }
  }
  if (bytes <= payload_limit) return;
  refusal_ = error(errc::too_large, "the message has " + std::to_string(bytes) + " bytes; Expo takes " +
                                        std::to_string(payload_limit));
  message_ = {};  // it may be megabytes, and is never sent
}

result<void> request_template::fill(std::span<const item> items, std::string_view, timestamp,
                                    net::wire_request& out) const {
  out.clear();
  if (refusal_) return *refusal_;
  std::string body = "[";
  std::string token;
  for (const item& each : items) {
    token.clear();
    append_json_escaped(token, each.to.text);
    const std::string notification = each.notification.to_string();
    const std::string delivery = each.delivery.to_string();
    std::array<char, badge_digits> digits{};
    const auto unread = each.unread + std::uint64_t{1};  // with this one
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), unread).ptr;
    spliced_text::values values{};
    values[static_cast<std::size_t>(splice::token)] = token;
    values[static_cast<std::size_t>(splice::notification)] = notification;
    values[static_cast<std::size_t>(splice::delivery)] = delivery;
    values[static_cast<std::size_t>(splice::badge)] = {digits.data(), end};
    if (body.size() == 1) body.reserve(items.size() * (message_.size(values) + 8) + 2);
    if (body.size() > 1) body += ',';
    message_.append_to(body, values);
  }
  body += ']';
  fill_request("/--/api/v2/push/send", std::move(body), access_token_.reveal(), out);
  return {};
}

void request_template::read(const net::wire_response& response, std::span<const item> asked, timestamp now,
                            std::span<answer> told) const {
  read_tickets(response, asked, now, told);
}

}  // namespace carillon::providers::expo
