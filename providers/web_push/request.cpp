#include "providers/web_push/request.hpp"

#include <algorithm>

#include "base/crypto_ece.hpp"
#include "base/encoding.hpp"
#include "providers/delivery_note.hpp"
#include "providers/fit_text.hpp"
#include "providers/id_text.hpp"
#include "providers/web_push/response.hpp"
#include "providers/web_push/subscription.hpp"

namespace carillon::providers::web_push {
namespace {

/// Services must take bodies of 4096 bytes (RFC 8030 7.2); encryption needs its share of them.
constexpr std::size_t payload_limit = 4096 - ece::overhead;

constexpr spliced_text::sizes id_sizes() {
  spliced_text::sizes sizes{};
  sizes[static_cast<std::size_t>(splice::notification)] = 36;
  return sizes;
}

/// What the service worker reads (docs/web-push.md).
json make_document(const message& words, const spliced_text::placeholders& mark) {
  json document{{"id", mark(splice::notification)}, {"title", words.title}};
  if (!words.content.empty()) document["content"] = words.content;
  if (!words.action_url.empty()) document["action_url"] = words.action_url;
  const auto& attributes = words.custom_attributes;
  if (attributes.is_object() && !attributes.empty()) document["custom_attributes"] = attributes;
  if (!words.provider_override.is_object()) return document;
  for (const auto& [name, value] : words.provider_override.items()) {
    if (!is_header_name(name)) document.merge_patch(json{{name, value}});
  }
  return document;
}

/// Where the broadcast's content stands, unless the override says something else: null then.
json* own_content(json& document, const message& words) {
  const auto found = document.find("content");
  const bool is_own = found != document.end() && found->is_string() && !words.content.empty() &&
                      found->get_ref<const std::string&>() == words.content;
  return is_own ? &*found : nullptr;
}

}  // namespace

request_template::request_template(const message& words) : expires_at_unix_(words.expires_at_unix) {
  auto broken = words.broken_override;
  if (!broken && words.provider_override.is_object()) broken = read_headers(words.provider_override, wanted_);
  if (broken) {
    refusal_ = override_error(provider::web_push, *broken);
    return;
  }
  const spliced_text::placeholders mark;
  take_payload(make_document(words, mark), words, mark);
}

void request_template::take_payload(json document, const message& words,
                                    const spliced_text::placeholders& mark) {
  payload_ = spliced_text(document, mark);
  auto bytes = payload_.size(id_sizes());
  json* const content = bytes > payload_limit && words.is_cut_to_fit ? own_content(document, words) : nullptr;
  if (content != nullptr) {
    const auto own = json_size(words.content);
    const auto excess = bytes - payload_limit;
    if (const auto cut = excess < own ? fit_text(words.content, own - excess) : std::nullopt) {
      add_note_of_cut(note_, cut->size());
      *content = *cut;
      payload_ = spliced_text(document, mark);
      bytes = payload_.size(id_sizes());
    }
  }
  if (bytes <= payload_limit) return;
  refusal_ = error(errc::too_large, "the payload has " + std::to_string(bytes) + " bytes; browsers take " +
                                        std::to_string(payload_limit));
  payload_ = {};  // it may be megabytes, and is never sent
}

std::int64_t request_template::time_to_live(timestamp now) const noexcept {
  if (wanted_.ttl) return *wanted_.ttl;
  if (expires_at_unix_ == 0) return longest_ttl;
  return std::clamp<std::int64_t>(expires_at_unix_ - to_unix_ms(now) / 1000, 0, longest_ttl);
}

result<void> request_template::fill(std::span<const item> items, std::string_view authorization,
                                    timestamp now, net::wire_request& out) const {
  out.clear();
  if (refusal_) return *refusal_;
  const item& whom = items.front();
  auto to = read_subscription(whom.to);
  if (!to) return to.error();
  const id_text notification(whom.notification.value);
  spliced_text::values values{};
  values[static_cast<std::size_t>(splice::notification)] = notification.view();
  std::string plaintext;
  plaintext.reserve(payload_.size(values));
  payload_.append_to(plaintext, values);
  if (auto encrypted = ece::encrypt({to->point, to->auth}, plaintext, out.body); !encrypted)
    return error(errc::invalid_argument,
                 "the subscription cannot be encrypted for: " + encrypted.error().detail);

  using enum net::header_indexing;
  out.path = std::move(to->path);
  out.headers.put("authorization", authorization, allowed);
  out.headers.put("content-encoding", "aes128gcm", allowed);
  out.headers.put("content-type", "application/octet-stream", allowed);
  out.headers.put("ttl", std::to_string(time_to_live(now)), allowed);
  out.headers.put("urgency", wanted_.urgency.empty() ? "high" : std::string_view(wanted_.urgency), allowed);
  // A retry replaces what was not delivered yet (providers.md 15).
  const auto topic = wanted_.topic.empty() ? base64url_encode(whom.notification.raw()) : wanted_.topic;
  out.headers.put("topic", topic, never);
  return {};
}

void request_template::read(const net::wire_response& response, std::span<const item>, timestamp now,
                            std::span<answer> told) const {
  std::ranges::fill(told, read_response(response, now));
}

}  // namespace carillon::providers::web_push
