#include "providers/apns/response.hpp"

#include "base/json.hpp"
#include "providers/apns/answers.hpp"

namespace carillon::providers::apns {
namespace {

constexpr json_limits body_limits{.max_bytes = 4096, .max_depth = 4, .max_values = 64};

/// A topic that somebody else than the integration chose must neither stop its sender nor cost good tokens.
answer_class meaning_of(const answer_row& row, topic_origin chosen_by) noexcept {
  const bool is_about_topic =
      row.reason == "BadTopic" || row.reason == "MissingTopic" || row.reason == "TopicDisallowed";
  if (is_about_topic && chosen_by != topic_origin::integration) return answer_class::payload;
  const bool is_about_both = row.reason == "DeviceTokenNotForTopic";
  if (is_about_both && chosen_by == topic_origin::broadcast) return answer_class::payload;
  return row.meaning;
}

}  // namespace

answer read_response(const net::wire_response& response, timestamp now, topic_origin chosen_by) {
  if (response.status == 200) return {};
  const auto body = parse_json(response.body, body_limits);
  const bool is_reasoned =
      body && body->is_object() && body->contains("reason") && (*body)["reason"].is_string();
  if (!is_reasoned) return make_unlisted(response, "", now);

  const auto& reason = (*body)["reason"].get_ref<const std::string&>();
  const auto table = answers();
  for (std::size_t row = 0; row < table.size(); ++row) {
    if (table[row].reason != reason || table[row].status != response.status) continue;
    answer found = make_answer(table, row, response, now);
    found.meaning = meaning_of(table[row], chosen_by);
    const auto since = body->find("timestamp");
    if (response.status == 410 && since != body->end() && since->is_number_integer()) {
      found.dead_since_ms = since->get<std::int64_t>();
    }
    return found;
  }
  return make_unlisted(response, reason, now);
}

}  // namespace carillon::providers::apns
