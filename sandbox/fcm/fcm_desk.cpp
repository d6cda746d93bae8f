#include "sandbox/fcm/fcm_desk.hpp"

#include "base/ids.hpp"
#include "base/json.hpp"
#include "sandbox/fcm/fcm_errors.hpp"
#include "sandbox/fcm/message_check.hpp"

namespace carillon::sandbox {
namespace {

constexpr std::string_view project_prefix = "/v1/projects/";
constexpr std::string_view send_suffix = "/messages:send";

answer refuse(std::string_view row, std::string_view detail) {
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
void read_subject(const json& request, verdict& made, std::string& token_storage) {
  const auto message = request.is_object() ? request.find("message") : request.end();
  if (message == request.end() || !message->is_object()) return;
  for (const char* target : {"token", "fid", "topic", "condition"}) {
    token_storage = text_of(*message, target);
    if (!token_storage.empty()) break;
  }
  made.token = token_storage;
  const auto data = message->find("data");
  if (data == message->end() || !data->is_object()) return;
  made.notification_id = text_of(*data, "nid");
  made.delivery_id = text_of(*data, "did");
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

bool is_fcm_path(std::string_view path) noexcept {
  return path.starts_with(project_prefix);
}

std::optional<answer> fcm_desk::refuse_caller(const incoming& request, std::string_view project_id,
                                              timestamp now) const {
  if (!is_verified_) return std::nullopt;
  const auto authorization = request.header("authorization");
  if (authorization.empty()) return refuse("NO_AUTHORIZATION", "no authorization header");
  if (!authorization.starts_with("Bearer "))
    return refuse("UNAUTHENTICATED", "authorization: Bearer <token>");
  const auto owner = bearers_.owner_of(authorization.substr(7), now);
  if (owner.empty()) return refuse("UNAUTHENTICATED", "this bearer was never issued here, or it has expired");
  if (!book_.has_project(project_id)) return refuse("NOT_FOUND", "no such project is registered");
  if (!book_.may_send(owner, project_id))
    return refuse("PERMISSION_DENIED", "the account is another project's");
  return std::nullopt;
}

verdict fcm_desk::judge(const incoming& request, timestamp now, std::string& token_storage) const {
  verdict made;
  made.from = provider::fcm;
  const auto project_id = project_of(request.path);
  if (project_id.empty()) {
    made.reply = refuse("HTML_NOT_FOUND", "the path is /v1/projects/<id>/messages:send");
    return made;
  }
  if (request.method != "POST") {
    made.reply = refuse("METHOD_NOT_ALLOWED", "messages are POSTed");
    return made;
  }
  auto body = parse_json(request.body);
  if (body) read_subject(*body, made, token_storage);
  if (auto refused = refuse_caller(request, project_id, now)) {
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
  return made;
}

}  // namespace carillon::sandbox
