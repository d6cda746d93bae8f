#include "api/webhooks/sns_message.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "api/http/query.hpp"
#include "base/encoding.hpp"
#include "net/url.hpp"

namespace carillon::api {
namespace {

using type = sns_message::type;

constexpr std::array type_names{"Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"};

error broken() {
  return {errc::invalid_argument, "the body is not an SNS message"};
}

/// The text of that name; none when it is absent or no text.
std::optional<std::string> text_in(const json& body, const char* name) {
  const auto found = body.find(name);
  if (found == body.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

/// The fourth part of arn:partition:sns:region:account:name
std::string_view region_of(std::string_view arn) noexcept {
  std::array<std::string_view, 4> parts;
  for (auto& part : parts) {
    const auto colon = arn.find(':');
    if (colon == std::string_view::npos) return {};
    part = arn.substr(0, colon);
    arn.remove_prefix(colon + 1);
  }
  return parts[0] == "arn" && parts[2] == "sns" ? parts[3] : std::string_view();
}

bool is_region(std::string_view region) noexcept {
  const auto is_allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return region.size() >= 3 && std::ranges::all_of(region, is_allowed);
}

/// Its path and query, when it is a URL of the SNS host of that region, without any adornment.
std::optional<std::string> path_at_amazon(std::string_view url, std::string_view region) {
  if (!is_region(region)) return std::nullopt;
  const auto parts = net::parse_url(url);
  if (!parts || !parts->is_secure || parts->target.port != 443) return std::nullopt;
  const auto host = "sns." + std::string(region) + ".amazonaws.com";
  if (parts->target.host != host && parts->target.host != host + ".cn") return std::nullopt;
  return parts->path;
}

}  // namespace

std::string_view sns_message::type_name() const noexcept {
  return type_names[static_cast<std::size_t>(kind)];
}

result<sns_message> parse_sns_message(const json& body) {
  sns_message out;
  const auto name = text_in(body, "Type").value_or("");
  const auto found = std::ranges::find(type_names, name);
  if (found == type_names.end()) return broken();
  out.kind = static_cast<type>(found - type_names.begin());
  const auto take = [&](const char* field, std::string& into) {
    auto value = text_in(body, field);
    if (value) into = std::move(*value);
    return value.has_value();
  };
  std::string signature;
  std::string version;
  const bool is_whole = take("MessageId", out.id) && take("TopicArn", out.topic_arn) &&
                        take("Message", out.text) && take("Timestamp", out.sent_at) &&
                        take("Signature", signature) && take("SignatureVersion", version) &&
                        take("SigningCertURL", out.certificate_url);
  const bool is_confirmation = out.kind != type::notification;
  if (!is_whole) return broken();
  if (is_confirmation && !(take("Token", out.token) && take("SubscribeURL", out.subscribe_url)))
    return broken();
  out.has_subject = take("Subject", out.subject);
  if (version != "1" && version != "2") return broken();
  out.digest = version == "1" ? signature_digest::sha1 : signature_digest::sha256;
  const auto sent = parse_rfc3339(out.sent_at);
  auto decoded = base64_decode(signature);
  if (!sent || !decoded) return broken();
  out.sent = *sent;
  out.signature = std::move(*decoded);
  return out;
}

std::string signed_text(const sns_message& message) {
  std::string out;
  const auto add = [&](std::string_view name, std::string_view value) {
    out.append(name).append("\n").append(value).append("\n");
  };
  const bool is_confirmation = message.kind != type::notification;
  add("Message", message.text);
  add("MessageId", message.id);
  if (is_confirmation) add("SubscribeURL", message.subscribe_url);
  if (!is_confirmation && message.has_subject) add("Subject", message.subject);
  add("Timestamp", message.sent_at);
  if (is_confirmation) add("Token", message.token);
  add("TopicArn", message.topic_arn);
  add("Type", message.type_name());
  return out;
}

bool is_certificate_url(const sns_message& message) {
  const auto path = path_at_amazon(message.certificate_url, region_of(message.topic_arn));
  constexpr std::string_view before = "/SimpleNotificationService-";
  constexpr std::string_view after = ".pem";
  if (!path || !path->starts_with(before) || !path->ends_with(after)) return false;
  const auto name = std::string_view(*path).substr(before.size());
  if (name.size() <= after.size()) return false;
  return std::ranges::all_of(name.substr(0, name.size() - after.size()), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
}

bool is_subscribe_url(const sns_message& message) {
  const auto path = path_at_amazon(message.subscribe_url, region_of(message.topic_arn));
  if (!path || !path->starts_with("/?")) return false;
  const auto query = query_parameters::parse(std::string_view(*path).substr(2));
  return query && query->get("Action") == "ConfirmSubscription" &&
         query->get("TopicArn") == message.topic_arn && query->get("Token") == message.token;
}

}  // namespace carillon::api
