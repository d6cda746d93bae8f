#include "sandbox/page/message_json.hpp"

#include "base/encoding.hpp"
#include "sandbox/desk.hpp"
#include "sandbox/message_store.hpp"

namespace carillon::sandbox {
namespace {

constexpr std::size_t most_text = 256 << 10;
constexpr std::size_t most_bytes = 4 << 10;

/// Some refuse inside a success, with a reason. A lost answer is one to a message that was taken.
bool is_taken(const kept_message& message) noexcept {
  const bool is_success = message.status >= 200 && message.status < 300;
  return is_success && (message.reason.empty() || message.reason == "answer_lost");
}

json head_of(const kept_message& message, const shown_message& shown) {
  const auto* const desk = message.of->judged_by();
  return {{"id", message.id},
          {"at", to_rfc3339(message.of->came())},
          {"channel", channel_of(*message.of)},
          {"label", desk == nullptr ? "Nobody" : desk->label},
          {"look", to_string(shown.as)},
          {"to", message.to},
          {"title", shown.title},
          {"status", message.status},
          {"reason", message.reason},
          {"is_taken", is_taken(message)}};
}

json body_of(std::string_view body) {
  const bool is_text = is_valid_utf8(body) && body.find('\0') == std::string_view::npos;
  const auto most = is_text ? most_text : most_bytes;
  auto shown = body.substr(0, most);
  return {{"is_text", is_text},
          {"bytes", body.size()},
          {"is_cut", body.size() > most},
          {"text", is_text ? std::string(shown) : hex_encode(shown)}};
}

json raw_of(const kept_request& request) {
  const auto& seen = request.seen();
  json headers = json::array();
  for (const auto& [name, value] : seen.headers) headers.push_back(json::array({name, value}));
  const auto& reply = request.reply();
  json answered{{"status", reply.status},
                {"body", body_of(reply.body)},
                {"detail", reply.detail},
                {"fault", to_string(request.misbehaviour())}};
  return {{"method", seen.method},         {"path", seen.path},          {"authority", seen.authority},
          {"headers", std::move(headers)}, {"body", body_of(seen.body)}, {"answer", std::move(answered)}};
}

}  // namespace

json rows_of(const service& shared, const std::vector<kept_message>& messages) {
  json rows = json::array();
  for (std::size_t first = 0; first < messages.size();) {
    auto end = first + 1;
    while (end < messages.size() && messages[end].of == messages[first].of) ++end;
    const auto shown = shared.show(std::span(messages).subspan(first, end - first));
    for (std::size_t at = first; at < end; ++at) {
      auto row = head_of(messages[at], shown[at - first]);
      row["preview"] = preview_of(shown[at - first]);
      rows.push_back(std::move(row));
    }
    first = end;
  }
  return rows;
}

json details_of(const service& shared, const kept_message& message) {
  const auto shown = shared.show(std::span(&message, 1));
  auto out = head_of(message, shown.front());
  out["notification_id"] = message.notification_id;
  out["delivery_id"] = message.delivery_id;
  out["shown"] = to_json(shown.front());
  out["raw"] = raw_of(*message.of);
  return out;
}

}  // namespace carillon::sandbox
