#include "sandbox/fcm/fcm_desk.hpp"

#include "base/ids.hpp"
#include "base/json.hpp"
#include "sandbox/canned.hpp"
#include "sandbox/fcm/fcm_errors.hpp"
#include "sandbox/fcm/message_check.hpp"

namespace carillon::sandbox {
namespace {

constexpr std::string_view project_prefix = "/v1/projects/";
constexpr desk_facts fcm_facts{
    .name = "fcm",
    .route = "POST /v1/projects/<id>/messages:send",
    .plays = "FCM: bearer, message schema, sizes",
    .channel = "mobile_push",
    .label = "FCM",
    .most_streams = 100,
};
constexpr std::string_view send_suffix = "/messages:send";

answer refuse_row(std::string_view row, std::string_view detail) {
  answer reply = make_fcm_error(*find_fcm_error(row));
  reply.detail = detail;
  return reply;
}

/// "p" of /v1/projects/p/messages:send (a query is ignored), or empty.
std::string_view project_of(std::string_view path) {
  path = path.substr(0, path.find('?'));
  if (!path.starts_with(project_prefix) || !path.ends_with(send_suffix)) return {};
  if (path.size() <= project_prefix.size() + send_suffix.size()) return {};
  path.remove_prefix(project_prefix.size());
  path.remove_suffix(send_suffix.size());
  return path.find('/') == std::string_view::npos ? path : std::string_view{};
}

/// Whom it is for and which ids it carries, as far as the body can be read at all.
void read_subject(const json& request, delivery_seen& subject) {
  const auto message = request.is_object() ? request.find("message") : request.end();
  if (message == request.end() || !message->is_object()) return;
  for (const char* target : {"token", "fid", "topic", "condition"}) {
    subject.token = text_of(*message, target);
    if (!subject.token.empty()) break;
  }
  const auto data = message->find("data");
  if (data == message->end() || !data->is_object()) return;
  subject.notification_id = text_of(*data, "nid");
  subject.delivery_id = text_of(*data, "did");
}

answer judge_body(json& body, std::string_view project_id) {
  auto broken = check_message_shape(body);
  if (!broken) broken = check_message_rules(body);
  if (broken) return make_fcm_error(*find_fcm_error(broken->row), broken->field, broken->message);
  const bool is_dry_run = body.contains("validate_only") && body.at("validate_only") == true;
  const std::string message_id = is_dry_run ? "fake_message_id" : "0:" + uuid::v7(now()).to_string();
  return make_fcm_success(project_id, message_id);
}

}  // namespace

const desk_facts& fcm_desk::facts() const noexcept {
  return fcm_facts;
}

bool fcm_desk::serves(const incoming& request) const noexcept {
  return request.path.starts_with(project_prefix);
}

std::optional<answer> fcm_desk::refuse_caller(const incoming& request, std::string_view project_id,
                                              timestamp now) const {
  if (!is_verified_) return std::nullopt;
  const auto authorization = request.header("authorization");
  if (authorization.empty()) return refuse_row("NO_AUTHORIZATION", "no authorization header");
  if (!authorization.starts_with("Bearer "))
    return refuse_row("UNAUTHENTICATED", "authorization: Bearer <token>");
  const auto owner = google_->bearers.owner_of(authorization.substr(7), now);
  if (owner.empty())
    return refuse_row("UNAUTHENTICATED", "this bearer was never issued here, or it has expired");
  if (!google_->has_project(project_id)) return refuse_row("NOT_FOUND", "no such project is registered");
  if (!google_->may_send(owner, project_id))
    return refuse_row("PERMISSION_DENIED", "the account is another project's");
  return std::nullopt;
}

void fcm_desk::judge(const incoming& request, const visit& at, verdict& made) {
  const auto project_id = project_of(request.path);
  if (project_id.empty()) {
    made.reply = refuse_row("HTML_NOT_FOUND", "the path is /v1/projects/<id>/messages:send");
    return;
  }
  if (request.method != "POST") {
    made.reply = refuse_row("METHOD_NOT_ALLOWED", "messages are POSTed");
    return;
  }
  auto body = parse_json(request.body);
  if (body) read_subject(*body, made.subject);
  if (auto refused = refuse_caller(request, project_id, at.now)) {
    made.reply = std::move(*refused);
  } else if (!request.header("content-type").starts_with("application/json")) {
    made.reply =
        make_fcm_error(*find_fcm_error("BAD_JSON"), "", "The content-type must be application/json.");
  } else if (!body) {
    made.reply = make_fcm_error(*find_fcm_error("BAD_JSON"), "",
                                "Invalid JSON payload received. " + body.error().detail);
  } else {
    made.reply = judge_body(*body, project_id);
  }
}

answer fcm_desk::refuse(const canned_answer& wanted, timestamp) const {
  const auto* row = wanted.reason.empty() ? first_fcm_error(wanted.status) : find_fcm_error(wanted.reason);
  if (row == nullptr) row = find_fcm_error("UNSPECIFIED_ERROR");
  fcm_error shown = *row;
  if (wanted.status != 0) shown.http = wanted.status;
  return make_fcm_error(shown);
}

bool fcm_desk::knows(std::string_view reason) const noexcept {
  return find_fcm_error(reason) != nullptr;
}

std::size_t fcm_desk::accept_at_once(const incoming& request, answer& reply) const {
  if (request.body.find(canned_prefix) != std::string_view::npos) return 0;
  reply = make_fcm_success("p", "0:1");
  return 1;
}

result<std::function<void()>> fcm_desk::read_credentials(const json& listed) {
  auto accounts = parse_accounts(listed);
  if (!accounts) return accounts.error();
  return std::function<void()>([this, accounts = std::move(*accounts)] { google_->accounts = accounts; });
}

}  // namespace carillon::sandbox
