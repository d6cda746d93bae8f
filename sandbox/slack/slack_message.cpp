#include "sandbox/slack/slack_message.hpp"

#include "sandbox/form.hpp"

namespace carillon::sandbox {

std::optional<json> slack_message_of(const incoming& request) {
  if (request.header("content-type").starts_with("application/x-www-form-urlencoded")) {
    const auto fields = form::parse(request.body);
    if (!fields) return std::nullopt;
    auto whole = json::object();
    for (const auto* name : {"channel", "text", "client_msg_id", "token"}) {
      if (fields->has(name)) whole[name] = std::string((*fields)[name]);
    }
    if (const auto blocks = parse_json((*fields)["blocks"])) whole["blocks"] = *blocks;
    return whole;
  }
  auto parsed = parse_json(request.body);
  if (!parsed || !parsed->is_object()) return std::nullopt;
  return std::move(*parsed);
}

}  // namespace carillon::sandbox
