#include "providers/apns/request.hpp"

#include <array>
#include <charconv>

#include "base/encoding.hpp"
#include "providers/delivery_note.hpp"
#include "providers/fit_text.hpp"
#include "providers/id_text.hpp"

namespace carillon::providers::apns {
namespace {

constexpr std::size_t payload_limit = 4096;
constexpr std::size_t voip_payload_limit = 5120;

/// Push type → what the topic carries after the bundle id (providers.md 1).
struct topic_suffix {
  std::string_view push_type;
  std::string_view suffix;
};
constexpr auto topic_suffixes = std::to_array<topic_suffix>({{"location", ".location-query"},
                                                             {"voip", ".voip"},
                                                             {"complication", ".complication"},
                                                             {"fileprovider", ".pushkit.fileprovider"},
                                                             {"liveactivity", ".push-type.liveactivity"},
                                                             {"widgets", ".push-type.widgets"},
                                                             {"controls", ".push-type.controls"},
                                                             {"pushtotalk", ".voip-ptt"}});

constexpr std::size_t badge_digits = 10;

/// Of what is spliced in, with a badge of that many digits.
constexpr spliced_text::sizes sizes_with(std::size_t digits) {
  spliced_text::sizes sizes{};
  sizes[static_cast<std::size_t>(splice::notification)] = 36;
  sizes[static_cast<std::size_t>(splice::badge)] = digits;
  return sizes;
}

error too_large(std::size_t bytes, std::size_t limit) {
  return {errc::too_large,
          "the payload has " + std::to_string(bytes) + " bytes; APNs takes " + std::to_string(limit)};
}

std::string or_else(std::string given, std::string otherwise) {
  return given.empty() ? std::move(otherwise) : std::move(given);
}

}  // namespace

std::string topic_for(std::string_view bundle_id, std::string_view push_type) {
  std::string topic(bundle_id);
  for (const auto& [type, suffix] : topic_suffixes) {
    if (type == push_type) topic += suffix;
  }
  return topic;
}

request_template::request_template(const message& message, const config& integration)
    : bundle_id_(integration.app_id), is_badge_unread_(integration.is_badge_unread) {
  header_overrides given;
  auto broken = message.broken_override;
  if (!broken && message.provider_override.is_object()) {
    broken = check_override(message.provider_override);
    if (!broken) broken = read_headers(message.provider_override, given);
  }
  if (broken) {
    refusal_ = override_error(provider::apns, *broken);
    return;
  }
  const spliced_text::placeholders mark;
  auto made = make_payload(message, integration, given.push_type, mark);
  take_headers(std::move(given), message, made.is_silent);
  take_payload(std::move(made), message, mark);
}

void request_template::take_headers(header_overrides given, const message& message, bool is_silent) {
  push_type_ = or_else(std::move(given.push_type), is_silent ? "background" : "alert");
  // Background pushes at priority 10 are an error (providers.md 1).
  priority_ = push_type_ == "background" ? "5" : or_else(std::move(given.priority), "10");
  const std::string lifetime = message.expires_at_unix > 0 ? std::to_string(message.expires_at_unix) : "";
  expiration_ = or_else(std::move(given.expiration), lifetime);
  collapse_id_ = std::move(given.collapse_id);
  topic_ = std::move(given.topic);
  has_own_app_ = !topic_.empty() || topic_for("", push_type_) != "";
  limit_ = push_type_ == "voip" ? voip_payload_limit : payload_limit;
}

void request_template::take_payload(payload made, const message& message,
                                    const spliced_text::placeholders& mark) {
  note_ = note_of_left_out("beside aps", made.left_out);
  payload_ = spliced_text(made.document, mark);
  const auto longest = payload_.size(sizes_with(badge_digits));
  json* const body = longest > limit_ && message.is_cut_to_fit ? own_body(made.document, message) : nullptr;
  if (body) {
    const auto own = json_size(message.content);
    const auto excess = longest - limit_;
    const auto cut = excess < own ? fit_text(message.content, own - excess) : std::nullopt;
    if (cut) {
      add_note_of_cut(note_, cut->size());
      *body = *cut;
      payload_ = spliced_text(made.document, mark);
    }
  }
  const auto least = payload_.size(sizes_with(1));
  if (least <= limit_) return;
  refusal_ = too_large(least, limit_);
  payload_ = {};  // it may be megabytes, and is never sent
}

std::string request_template::topic_of(const address& to) const {
  return topic_.empty() ? topic_for(to.app_id.empty() ? bundle_id_ : to.app_id, push_type_) : topic_;
}

topic_origin request_template::topic_origin_of(const address& to) const noexcept {
  if (has_own_app_) return topic_origin::broadcast;
  return to.app_id.empty() || to.app_id == bundle_id_ ? topic_origin::integration : topic_origin::device;
}

result<void> request_template::fill(std::span<const item> items, std::string_view authorization,
                                    timestamp /*now*/, net::wire_request& out) const {
  out.clear();
  if (refusal_) return *refusal_;
  const auto& one = items.front();
  const auto& to = one.to;
  // The token's owner chose it: checked when it was saved, by the rules of then.
  if (!is_header_text(to.app_id))
    return error(errc::invalid_argument, "the device token's app_id cannot be sent as apns-topic");
  const id_text notification(one.notification.value);
  std::array<char, badge_digits> badge_text{};
  const std::uint32_t badge = (is_badge_unread_ ? one.unread : one.unseen) + 1;  // with this notification
  const auto badge_end = std::to_chars(badge_text.data(), badge_text.data() + badge_text.size(), badge).ptr;
  spliced_text::values values{};
  values[static_cast<std::size_t>(splice::notification)] = notification.view();
  values[static_cast<std::size_t>(splice::badge)] = {badge_text.data(), badge_end};
  if (const auto bytes = payload_.size(values); bytes > limit_) return too_large(bytes, limit_);
  payload_.append_to(out.body, values);

  using enum net::header_indexing;
  out.path = "/3/device/";
  out.path += percent_encode(to.text);
  out.headers.put("authorization", authorization, allowed);
  out.headers.put("apns-topic", topic_of(to), allowed);
  out.headers.put("apns-push-type", push_type_, allowed);
  out.headers.put("apns-priority", priority_, allowed);
  if (!expiration_.empty()) out.headers.put("apns-expiration", expiration_, allowed);
  out.headers.put("apns-id", id_text(one.delivery.value).view(), never);
  out.headers.put("apns-collapse-id", collapse_id_.empty() ? notification.view() : collapse_id_, never);
  return {};
}

void request_template::read(const net::wire_response& response, std::span<const item> asked, timestamp now,
                            std::span<answer> told) const {
  told.front() = read_response(response, now, topic_origin_of(asked.front().to));
}

}  // namespace carillon::providers::apns
