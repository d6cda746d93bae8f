#include "sandbox/stored_messages.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/encoding.hpp"
#include "sandbox/desk.hpp"

namespace carillon::sandbox {
namespace {

json request_json(const kept_request& request) {
  const auto& seen = request.seen();
  json headers = json::array();
  for (const auto& [name, value] : seen.headers)
    headers.push_back(json::array({base64_encode(name), base64_encode(value)}));
  const auto& reply = request.reply();
  return {{"at", to_unix_us(request.came())},
          {"desk", request.judged_by() == nullptr ? std::string_view() : request.judged_by()->name},
          {"method", base64_encode(seen.method)},
          {"path", base64_encode(seen.path)},
          {"authority", base64_encode(seen.authority)},
          {"headers", std::move(headers)},
          {"body", base64_encode(seen.body)},
          {"fault", static_cast<int>(request.misbehaviour())},
          {"answer",
           {{"status", reply.status},
            {"reason", reply.reason},
            {"body", base64_encode(reply.body)},
            {"detail", reply.detail}}}};
}

json message_json(const kept_message& message) {
  return {{"id", message.id},
          {"item", message.item},
          {"to", base64_encode(message.to)},
          {"notification", base64_encode(message.notification_id)},
          {"delivery", base64_encode(message.delivery_id)},
          {"status", message.status},
          {"reason", message.reason}};
}

std::string decoded(const std::string& text) {
  auto bytes = base64_decode(text);
  return bytes ? std::move(*bytes) : std::string();
}

std::string bytes_of(const json& object, std::string_view name) {
  return decoded(text_of(object, name));
}

std::int64_t number_of(const json& object, std::string_view name) {
  const auto& value = member_of(object, name);
  return value.is_number_integer() ? value.get<std::int64_t>() : 0;
}

std::shared_ptr<const kept_request> read_request(const json& line, std::span<const desk_facts* const> desks) {
  const auto method = bytes_of(line, "method"), path = bytes_of(line, "path"),
             authority = bytes_of(line, "authority"), body = bytes_of(line, "body");
  std::vector<std::pair<std::string, std::string>> fields;
  const auto& listed = member_of(line, "headers");
  for (const auto& each : listed.is_array() ? listed : json::array()) {
    if (!each.is_array() || each.size() != 2 || !each[0].is_string() || !each[1].is_string()) continue;
    fields.emplace_back(decoded(each[0].get<std::string>()), decoded(each[1].get<std::string>()));
  }
  std::vector<header_field> headers;
  for (const auto& [name, value] : fields) headers.push_back({name, value});
  verdict made;
  const auto found = std::ranges::find(desks, text_of(line, "desk"), &desk_facts::name);
  if (found != desks.end()) made.desk = *found;
  const auto& answered = member_of(line, "answer");
  made.reply.status = static_cast<int>(number_of(answered, "status"));
  made.reply.reason = text_of(answered, "reason");
  made.reply.body = bytes_of(answered, "body");
  made.reply.detail = text_of(answered, "detail");
  made.misbehaviour.kind = static_cast<fault_kind>(
      std::clamp<std::int64_t>(number_of(line, "fault"), 0, static_cast<int>(fault_kind::settings)));
  const incoming seen{
      .method = method, .path = path, .authority = authority, .body = body, .headers = headers};
  return std::make_shared<const kept_request>(seen, made, from_unix_us(number_of(line, "at")));
}

}  // namespace

std::string to_text(const message_store& store) {
  std::string out;
  json line;
  const kept_request* last = nullptr;
  const auto finish = [&] {
    if (last != nullptr) out += dump_json(line) + '\n';
  };
  for (const auto& each : store.all()) {
    if (each.of.get() != last) {
      finish();
      last = each.of.get();
      line = request_json(*last);
      line["messages"] = json::array();
    }
    line["messages"].push_back(message_json(each));
  }
  finish();
  return out;
}

void restore(std::string_view text, std::span<const desk_facts* const> desks, message_store& into) {
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = parse_json(text.substr(0, end), {.max_bytes = 256 << 20});
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line) continue;
    const auto& listed = member_of(*line, "messages");
    if (!listed.is_array() || listed.empty()) continue;
    const auto of = read_request(*line, desks);
    for (const auto& each : listed) {
      into.restore({.id = static_cast<std::uint64_t>(number_of(each, "id")),
                    .of = of,
                    .item = static_cast<std::size_t>(number_of(each, "item")),
                    .to = bytes_of(each, "to"),
                    .notification_id = bytes_of(each, "notification"),
                    .delivery_id = bytes_of(each, "delivery"),
                    .status = static_cast<int>(number_of(each, "status")),
                    .reason = text_of(each, "reason")});
    }
  }
}

}  // namespace carillon::sandbox
