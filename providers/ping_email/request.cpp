#include "providers/ping_email/request.hpp"

#include <algorithm>
#include <array>

#include "providers/ping_email/answers.hpp"

namespace carillon::providers::ping_email {
namespace {

enum hole : std::size_t { id, recipient, hole_count };
constexpr std::size_t most_bytes = 1024 * 1024;

json or_null(const std::string& text) {
  return text.empty() ? json() : json(text);
}

json or_null(std::string_view text) {
  return or_null(std::string(text));
}

json profile_of(const item& to) {
  if (!to.who) return {{"email", to.to.text}};
  const auto& who = *to.who;
  json out{{"id", who.id.to_string()},
           {"external_id", or_null(who.external_id)},
           {"email", to.to.text},
           {"first_name", or_null(who.first_name)},
           {"last_name", or_null(who.last_name)}};
  out["custom_attributes"] = who.custom_attributes ? *who.custom_attributes : json();
  out["phone_numbers"] = json::array();
  for (const auto& each : who.phone_numbers) out["phone_numbers"].push_back(each);
  return out;
}

}  // namespace

request_template::request_template(const message& words, const config& whom) : path_(whom.path) {
  const email::json_form::marks mark;
  notification_ = email::json_form(json{{"id", mark.inside(id)},
                                        {"title", words.title},
                                        {"content", or_null(words.html.empty() ? words.content : words.html)},
                                        {"action_url", or_null(words.action_url)},
                                        {"category", or_null(words.category)},
                                        {"topic", or_null(words.topic)},
                                        {"custom_attributes", words.custom_attributes},
                                        {"overrides", words.overrides},
                                        {"recipient", mark.whole(recipient)}},
                                   mark);
}

result<void> request_template::fill(std::span<const item> items, std::string_view, timestamp,
                                    net::wire_request& out) const {
  out.clear();
  // Each repeats the broadcast's words: what comes out is a product, bounded before it is made.
  if (items.size() > 1 && notification_.fixed_bytes() * items.size() > most_bytes)
    return error(errc::too_large, "the request would have more than 1 MB");
  out.body = R"({"notifications":[)";
  for (std::size_t at = 0; at < items.size(); ++at) {
    if (at > 0) out.body += ',';
    const auto nid = items[at].notification.to_string();
    const auto who = dump_json(profile_of(items[at]));
    std::array<std::string_view, hole_count> by_hole;
    by_hole[id] = nid;
    by_hole[recipient] = who;
    notification_.append_to(out.body, by_hole);
  }
  out.body.append(R"(],"total":)").append(std::to_string(items.size())).append("}");
  out.path = path_;
  out.headers.push_back({"content-type", "application/json"});
  return {};
}

void request_template::read(const net::wire_response& response, std::span<const item>, timestamp now,
                            std::span<answer> told) const {
  std::ranges::fill(told, read_response(response, now));
}

}  // namespace carillon::providers::ping_email
