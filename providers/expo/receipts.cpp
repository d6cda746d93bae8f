#include "providers/expo/receipts.hpp"

#include "base/json.hpp"
#include "providers/expo/request.hpp"
#include "providers/expo/response.hpp"

namespace carillon::providers::expo {

void receipt_plan::ask(std::span<const std::string> ids, net::wire_request& out) const {
  json asked = json::array();
  for (const auto& each : ids) asked.push_back(each);
  fill_request("/--/api/v2/push/getReceipts", dump_json(json{{"ids", std::move(asked)}}),
               access_token_.reveal(), out);
}

receipts receipt_plan::read(const net::wire_response& response, std::span<const std::string> ids,
                            timestamp now) const {
  receipts read{.told = std::vector<std::optional<answer>>(ids.size()), .refusal = std::nullopt};
  auto opened = open_response(response, now);
  if (!opened.data) {
    read.refusal = std::move(opened.refusal);
    // Asking changes nothing: what is doubtful is asked once more.
    if (read.refusal->meaning == answer_class::ambiguous) read.refusal->meaning = answer_class::retry;
    return read;
  }
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const json& said = member_of(*opened.data, ids[i]);
    if (said.is_object()) read.told[i] = read_verdict(said, response, now);
  }
  return read;
}

}  // namespace carillon::providers::expo
