#include "api/http/problem.hpp"

#include "api/http/memory_brake.hpp"
#include "base/log.hpp"
#include "net/redis/redis_errors.hpp"

namespace carillon::api {
namespace {

json error_object(const problem& refusal) {
  json out = {{"message", refusal.message}};
  if (!refusal.code.empty()) out["code"] = refusal.code;
  if (!refusal.suggestion.empty()) out["suggestion"] = refusal.suggestion;
  return out;
}

problem internal_problem(const error& cause) {
  log::error("request_failed", cause.detail,
             {{"class", to_string(cause.code)}, {"at", cause.where.function_name()}});
  return {500, "Internal Server Error"};
}

}  // namespace

response json_answer(int status, const json& body) {
  response answer;
  answer.status = status;
  answer.body = dump_json(body);
  return answer;
}

response no_content() {
  response answer;
  answer.status = 204;
  return answer;
}

problem invalid(std::vector<std::string> complaints) {
  problem out(422, std::move(complaints.front()));
  complaints.erase(complaints.begin());
  out.further = std::move(complaints);
  return out;
}

response failure(const problem& refusal) {
  auto errors = json::array({error_object(refusal)});
  for (const auto& message : refusal.further) errors.push_back({{"message", message}});
  auto answer = json_answer(refusal.status, {{"errors", std::move(errors)}});
  const auto wait = refusal.retry_after.value_or(std::chrono::seconds(refusal.status == 503 ? 1 : 0));
  if (wait.count() > 0) answer.headers.emplace_back("retry-after", std::to_string(wait.count()));
  if (refusal.status == 401) answer.headers.emplace_back("www-authenticate", "Bearer");
  return answer;
}

problem to_problem(const error& cause) {
  switch (cause.code) {
    case errc::invalid_argument:
      return {400, cause.detail};
    case errc::not_found:
      return {404, cause.detail};
    case errc::conflict:
      return {422, cause.detail};
    case errc::unauthenticated:
      return {401, cause.detail};
    case errc::too_large:
      return {413, cause.detail};
    case errc::unavailable:
      if (net::means_full(cause)) return queue_full();
      [[fallthrough]];
    case errc::timeout:
    case errc::cancelled:
    case errc::configuration:  // Redis refuses us: people were told, and it passes when they act
      return {503, "the queue cannot be reached for now", "queue_unavailable",
              "send the request again with the same Idempotency-Key"};
    case errc::stale:
    case errc::incomplete:
    case errc::corrupted:
    case errc::internal:
      return internal_problem(cause);
  }
  return internal_problem(cause);
}

}  // namespace carillon::api
