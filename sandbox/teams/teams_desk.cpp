#include "sandbox/teams/teams_desk.hpp"

#include <algorithm>
#include <array>

#include "base/json.hpp"
#include "sandbox/fast_lane.hpp"

namespace carillon::sandbox {
namespace {

constexpr desk_facts teams_facts{
    .name = "teams",
    .route = "POST /workflows/<id>/…, /webhookb2/…",
    .plays = "Teams: Adaptive Cards at hooks",
    .channel = "teams",
    .label = "Teams",
};
constexpr std::string_view workflow_prefix = "/workflows/";
constexpr std::string_view connector_prefix = "/webhookb2/";
constexpr std::size_t largest_card = 28 * 1024;
constexpr auto reasons = std::to_array<std::string_view>(
    {"WorkflowNotFound", "WorkflowTriggerIsNotEnabled", "TriggerInputSchemaMismatch", "InvalidRequestContent",
     "DirectApiAuthorizationRequired", "ConnectorConfigurationNotFound"});

answer workflow_error(int status, std::string_view code) {
  answer reply;
  reply.status = status;
  reply.reason = code;
  reply.content_type = "application/json; charset=utf-8";
  reply.body = dump_json({{"error", {{"code", code}, {"message", "The sandbox was told to refuse."}}}});
  return reply;
}

answer hidden_error(int status) {
  answer reply;
  reply.reason = std::to_string(status);
  reply.content_type = "text/plain; charset=utf-8";
  reply.body = "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error " +
               std::to_string(status) + " with ContextId tcid=0";
  return reply;
}

bool is_card_message(const json& body) {
  const auto& attachments = member_of(body, "attachments");
  if (!attachments.is_array() || attachments.empty()) return false;
  return std::ranges::all_of(attachments, [](const json& each) {
    const bool is_adaptive = text_of(each, "contentType") == "application/vnd.microsoft.card.adaptive";
    return is_adaptive && text_of(member_of(each, "content"), "type") == "AdaptiveCard";
  });
}

}  // namespace

const desk_facts& teams_desk::facts() const noexcept {
  return teams_facts;
}

bool teams_desk::serves(const incoming& request) const noexcept {
  return request.path.starts_with(workflow_prefix) || request.path.starts_with(connector_prefix);
}

void teams_desk::judge(const incoming& request, const visit&, verdict& made) {
  const bool is_connector = request.path.starts_with(connector_prefix);
  made.subject.token = request.path;
  const auto body = parse_json(request.body);
  if (request.method != "POST") {
    made.reply = workflow_error(404, "WorkflowNotFound");
  } else if (request.body.size() > largest_card) {
    made.reply = is_connector ? hidden_error(413) : workflow_error(413, "RequestEntityTooLarge");
  } else if (!body || !is_card_message(*body)) {
    made.reply = is_connector ? hidden_error(400) : workflow_error(400, "TriggerInputSchemaMismatch");
  } else {
    made.reply.status = is_connector ? 200 : 202;
    if (is_connector) made.reply.body = "1";
  }
}

answer teams_desk::refuse(const canned_answer& wanted, timestamp) const {
  const auto code = wanted.reason.empty() ? reasons[3] : std::string_view(wanted.reason);
  const bool is_gone = code == "WorkflowNotFound";
  return workflow_error(wanted.status != 0 ? wanted.status : is_gone ? 404 : 400, code);
}

bool teams_desk::knows(std::string_view reason) const noexcept {
  return std::ranges::find(reasons, reason) != reasons.end();
}

std::size_t teams_desk::accept_at_once(const incoming& request, answer& reply) const {
  if (request.path.starts_with(connector_prefix) || !is_plain_post(request)) return 0;
  reply.status = 202;
  return 1;
}

}  // namespace carillon::sandbox
