#include "providers/fcm/request.hpp"

#include "base/encoding.hpp"
#include "providers/delivery_note.hpp"
#include "providers/fcm/message.hpp"
#include "providers/fcm/override.hpp"
#include "providers/fcm/response.hpp"
#include "providers/fit_text.hpp"
#include "providers/id_text.hpp"

namespace carillon::providers::fcm {
namespace {

constexpr std::size_t payload_limit = 4096;

/// Cuts the broadcast's content by what is too much of the whole; how much was kept, if that helps.
std::optional<std::size_t> cut_content(json& document, const message& composed, std::size_t excess) {
  json* const body = own_body(document, composed);
  const auto own = json_size(composed.content);
  if (!body || excess >= own) return std::nullopt;
  auto cut = fit_text(composed.content, own - excess);
  if (!cut) return std::nullopt;
  const auto kept = cut->size();
  *body = std::move(*cut);
  return kept;
}

}  // namespace

request_template::request_template(const message& composed, const config& integration, timestamp now)
    : path_("/v1/projects/" + percent_encode(integration.project_id) + "/messages:send") {
  auto broken = composed.broken_override;
  if (!broken && composed.provider_override.is_object()) broken = check_override(composed.provider_override);
  if (broken) {
    refusal_ = override_error(provider::fcm, *broken);
    return;
  }
  const spliced_text::placeholders mark;
  auto made = make_message(composed, mark, now);
  note_ = note_of_left_out("in data", made.left_out);
  has_own_app_ = member_of(made.document, "android").contains("restricted_package_name");
  auto bytes = counted_bytes(made.document, mark);
  if (bytes > payload_limit && composed.is_cut_to_fit) {
    const auto kept = cut_content(made.document, composed, bytes - payload_limit);
    if (kept) add_note_of_cut(note_, *kept);
    bytes = counted_bytes(made.document, mark);
  }
  if (bytes > payload_limit) {
    refusal_ = error(errc::too_large, "notification and data have " + std::to_string(bytes) +
                                          " bytes; FCM takes " + std::to_string(payload_limit));
    return;
  }
  body_ = spliced_text(json{{"message", std::move(made.document)}}, mark);
}

result<void> request_template::fill(std::span<const item> items, std::string_view authorization,
                                    timestamp /*now*/, net::wire_request& out) const {
  out.clear();
  if (refusal_) return *refusal_;
  const auto& target = items.front();
  const id_text notification(target.notification.value), delivery(target.delivery.value);
  const std::string topic = base64url_encode(target.notification.raw());
  std::string token;
  append_json_escaped(token, target.to.text);
  spliced_text::values values{};
  values[static_cast<std::size_t>(splice::token)] = token;
  values[static_cast<std::size_t>(splice::notification)] = notification.view();
  values[static_cast<std::size_t>(splice::short_notification)] = topic;
  values[static_cast<std::size_t>(splice::delivery)] = delivery.view();
  body_.append_to(out.body, values);
  out.path = path_;
  out.headers.put("authorization", authorization);
  out.headers.put("content-type", "application/json");
  return {};
}

void request_template::read(const net::wire_response& response, std::span<const item> /*asked*/,
                            timestamp now, std::span<answer> told) const {
  told.front() = read_response(response, now, has_own_app_);
}

}  // namespace carillon::providers::fcm
