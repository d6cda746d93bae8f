#include "providers/twilio/request.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "providers/delivery_note.hpp"
#include "providers/text_cluster.hpp"
#include "providers/twilio/answers.hpp"
#include "providers/twilio/message_list.hpp"
#include "providers/twilio/segments.hpp"

namespace carillon::providers::twilio {
namespace {

constexpr json_limits body_limits{.max_bytes = 64 * 1024, .max_depth = 8, .max_values = 500};
constexpr std::string_view ellipsis = "\xe2\x80\xa6";
constexpr std::int64_t longest_validity = 36'000;  // seconds

using parameters = std::vector<std::pair<std::string, std::string>>;

/// UTF-16 units, as Twilio counts; of valid UTF-8.
std::size_t units(std::string_view text) noexcept {
  std::size_t counted = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    counted += byte >= 0xf0 ? 2 : (byte & 0xc0U) == 0x80U ? 0 : 1;
  }
  return counted;
}

/// The most of `text` in that many units, an ellipsis at its end.
std::string cut(std::string_view text, std::size_t room) {
  std::size_t kept = 0;
  std::size_t used = 1;
  for (std::size_t at = 0; at < text.size(); ++at) {
    used += units(text.substr(at, 1));
    if (used > room) break;
    kept = at + 1;
  }
  kept = cluster_boundary(text, kept);
  return std::string(text.substr(0, kept)).append(ellipsis);
}

std::string joined(const message& words, std::string_view content) {
  std::string text;
  for (const std::string_view line : {std::string_view(words.title), content}) {
    if (line.empty()) continue;
    if (!text.empty()) text += '\n';
    text += line;
  }
  // Whoever writes the link into the text does not want it twice.
  if (!words.action_url.empty() && text.find(words.action_url) == text.npos)
    text.append(text.empty() ? "" : "\n").append(words.action_url);
  return text;
}

std::string text_form(const json& value) {
  return value.is_string() ? value.get<std::string>() : dump_json(value);
}

void put(parameters& into, std::string_view name, const json& value) {
  std::erase_if(into, [&](const auto& each) { return each.first == name; });
  if (!value.is_array()) {
    into.emplace_back(name, text_form(value));
    return;
  }
  for (const auto& each : value) into.emplace_back(name, text_form(each));
}

std::string value_in(const parameters& form, std::string_view name) {
  const auto found = std::ranges::find(form, name, &parameters::value_type::first);
  return found == form.end() ? std::string() : found->second;
}

bool is_scalar(const json& value) noexcept {
  return value.is_string() || value.is_number() || value.is_boolean();
}

}  // namespace

override_check check_override(const json& given) {
  for (const auto& [name, value] : given.items()) {
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    if (name.empty() || name.size() > 64 || !std::ranges::all_of(name, is_letter))
      return override_fault{name.substr(0, 64), "should be the name of a parameter"};
    if (name == "To") return override_fault{name, "is the recipient's number, and cannot be another"};
    const bool is_list = value.is_array() && value.size() <= 10 && std::ranges::all_of(value, is_scalar);
    if (!is_list && !is_scalar(value))
      return override_fault{name, "should be a text, a number, a flag or a list of up to 10 of them"};
  }
  return std::nullopt;
}

sms_template::sms_template(const message& words, std::shared_ptr<const config> sender, timestamp now)
    : config_(std::move(sender)) {
  auto broken = words.broken_override;
  const bool has_override = words.provider_override.is_object();
  if (!broken && has_override) broken = check_override(words.provider_override);
  if (broken) {
    refusal_ = override_error(provider::twilio, *broken);
    return;
  }
  parameters form{{"From", config_->from}, {"Body", body_of(words)}};
  if (words.expires_at_unix > 0) {
    const auto life = words.expires_at_unix - to_unix_ms(now) / 1000;
    form.emplace_back("ValidityPeriod", std::to_string(std::clamp<std::int64_t>(life, 1, longest_validity)));
  }
  if (has_override) {
    for (const auto& [name, value] : words.provider_override.items()) put(form, name, value);
    const bool has_service = words.provider_override.contains("MessagingServiceSid");
    if (has_service) std::erase_if(form, [](const auto& each) { return each.first == "From"; });
  }
  if (!words.provider_override.contains("ContentSid")) body_ = value_in(form, "Body");
  from_ = value_in(form, "From");
  has_own_callback_ = words.provider_override.contains("StatusCallback");
  const auto encoded = encode(form);
  if (!encoded) refusal_ = encoded.error();
}

std::string sms_template::body_of(const message& words) {
  auto text = joined(words, words.content);
  const auto length = units(text);
  if (length <= longest_body || !words.is_cut_to_fit) return text;
  const auto others = length - units(words.content);
  if (others + 2 > longest_body) return text;
  const auto content = cut(words.content, longest_body - others);
  add_note_of_cut(note_, content.size());
  return joined(words, content);
}

result<void> sms_template::encode(const parameters& form) {
  for (const auto& [name, value] : form) {
    if (name == "Body") {
      if (units(value) > longest_body)
        return error(errc::too_large, "the text has " + std::to_string(units(value)) +
                                          " characters; Twilio takes " + std::to_string(longest_body));
      const auto counted = count_segments(value).segments;
      if (!note_.empty()) note_ += "; ";
      note_ += std::to_string(counted) + (counted == 1 ? " segment" : " segments");
    }
    form_.append(form_.empty() ? "" : "&").append(percent_encode(name)).append("=");
    form_ += percent_encode(value);
  }
  return {};
}

result<void> sms_template::fill(std::span<const item> items, std::string_view, timestamp,
                                net::wire_request& out) const {
  out.clear();
  if (refusal_) return *refusal_;
  out.path = "/2010-04-01/Accounts/" + percent_encode(config_->account_sid) + "/Messages.json";
  out.headers.push_back({"authorization", std::string(config_->authorization.reveal())});
  out.headers.push_back({"content-type", "application/x-www-form-urlencoded"});
  const auto& one = items.front();
  out.body = form_ + "&To=" + percent_encode(one.to.text);
  if (!one.callback_url.empty() && !has_own_callback_)
    out.body += "&StatusCallback=" + percent_encode(one.callback_url);
  return {};
}

void sms_template::ask_about(const item& one, net::wire_request& out) const {
  out.clear();
  out.method = "GET";
  out.path = list_path(config_->account_sid, one.to.text);
  out.headers.push_back({"authorization", std::string(config_->authorization.reveal())});
}

sighting sms_template::read_about(const net::wire_response& response, const item& one,
                                  timestamp since) const {
  if (body_.empty()) return {};
  return find_message(response, {.to = one.to.text, .from = from_, .body = body_, .since = since});
}

answer read_response(const net::wire_response& response, timestamp now) {
  const auto body = parse_json(response.body, body_limits);
  if (response.status == 200 || response.status == 201) {
    answer accepted{.meaning = answer_class::pending};
    if (body) accepted.remote_id = text_of(*body, "sid").substr(0, 64);
    return accepted;
  }
  const json none;
  const auto& told = body ? *body : none;
  const auto said = text_of(told, "message");
  const auto& code = member_of(told, "code");
  const auto row = code.is_number_integer() ? row_of_code(code.get<std::int64_t>()) : std::nullopt;
  if (!row) {
    auto made = make_unlisted(response, said, now);
    // A message to a phone is not idempotent: what a broken server did with it nobody knows.
    if (response.status >= 500) made.meaning = answer_class::ambiguous;
    if (response.status == 401 || response.status == 403 || response.status == 404)
      made.meaning = answer_class::config;
    return made;
  }
  auto made = make_answer(answers(), *row, response, now);
  made.text = sanitised(said);
  return made;
}

void sms_template::read(const net::wire_response& response, std::span<const item>, timestamp now,
                        std::span<answer> told) const {
  std::ranges::fill(told, read_response(response, now));
}

}  // namespace carillon::providers::twilio
