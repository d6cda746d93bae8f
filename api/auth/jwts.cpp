#include "api/auth/jwts.hpp"

#include <cmath>

#include "api/http/body.hpp"
#include "api/http/paging.hpp"
#include "api/resources/tokens.hpp"

namespace carillon::api {
namespace {

/// A hundred years: no more than a timestamp can hold, and nobody asks for more.
constexpr std::int64_t max_expiry = 100LL * 365 * 24 * 3600;
constexpr std::int64_t max_name = 255;

rule make_project_rule() {
  return object({{"name", text({1, max_name})}, {"expiry", integer({1, max_expiry}), presence::optional}});
}

rule make_user_rule() {
  auto out = object({{"email", text({}, &schema::check_email), presence::optional},
                     {"external_id", text({}, &schema::check_external_id), presence::optional},
                     {"name", text({0, max_name}), presence::optional},
                     {"expiry", integer({1, max_expiry}), presence::optional}});
  out.custom = [](json& value, const std::string& path, complaints& found) {
    if (value.contains("email") || value.contains("external_id")) return;
    found.push_back(complaint_of(path, "should have an email or an external_id"));
  };
  return out;
}

/// A token that ends cannot make one that lives on: without an expiry of its own the new one ends with it.
checked<token_request> request_of(const json& body, const caller& by) {
  token_request wanted;
  wanted.name = body.value("name", "");
  if (body.contains("expiry")) wanted.expiry = std::chrono::seconds(body["expiry"].get<std::int64_t>());
  const auto ends = by.token.valid.until;
  if (std::isinf(ends)) return wanted;
  const auto left = static_cast<std::int64_t>(std::floor(ends)) - (to_unix_ms(now()) + 999) / 1000;
  if (left < 1) return authentication_failed("its exp has passed");
  if (wanted.expiry && wanted.expiry->count() > left)
    return invalid({complaint_of("expiry", "should not be more than what this request's token has left")});
  if (!wanted.expiry) wanted.expiry = std::chrono::seconds(left);
  return wanted;
}

json created_view(const issued_token& token) {
  json view = {{"token", token.text.reveal()},
               {"token_id", token.record.id.to_string()},
               {"created_at", to_rfc3339(token.record.created)}};
  if (token.record.expires) view["expires_at"] = to_rfc3339(*token.record.expires);
  return view;
}

json meta_view(const store::jwt_record& record) {
  json view = {{"id", record.id.to_string()}, {"created_at", to_rfc3339(record.created)}};
  if (!record.name.empty()) view["name"] = record.name;
  if (record.expires) view["expires_at"] = to_rfc3339(*record.expires);
  if (record.discarded) view["discarded_at"] = to_rfc3339(*record.discarded);
  return view;
}

/// Which token asked for it is what one wants to know when that one turns out to be stolen.
json note_of(std::string_view role, jwt_id id, const caller& by) {
  json note = {{"role", role}, {"token_id", id.to_string()}};
  if (by.token.id) note["by_token_id"] = by.token.id->to_string();
  return note;
}

/// A project's or a user's list is full: the body is at fault in nothing, but nothing else can be done about
/// it.
response refused(const error& why) {
  return failure(why.code == errc::too_large ? problem{422, why.detail, "too_many_tokens"} : to_problem(why));
}

task<response> list(services& with, request of, std::optional<user_id> user) {
  const auto page = read_page(with, of);
  if (!page) co_return failure(page.error());
  auto rows = co_await with.jwts.list(of.project(), user);
  if (!rows) co_return failure(rows.error());
  const auto ends = slice_page(*rows, *page, [](const store::jwt_record& row) { return row.id.to_string(); });
  auto data = json::array();
  for (const auto& row : *rows) data.push_back(meta_view(row));
  auto answer = co_await page_answer(with, of, *page, std::move(data), ends);
  co_return answer;
}

task<response> discard(services& with, request of, bool is_project_token) {
  const auto id = of.id_parameter<jwt_id>("token_id");
  if (!id) co_return failure(id.error());
  const auto record = co_await with.jwts.discard(of.project(), *id, is_project_token);
  if (!record) co_return failure(record.error());
  co_await note_event(with, of.project(), "jwt.discarded",
                      note_of(is_project_token ? "project" : "user", *id, of.caller));
  co_return json_answer(200, {{"token_id", id->to_string()},
                              {"discarded_at", to_rfc3339(record->discarded.value_or(record->created))}});
}

}  // namespace

task<response> create_project_jwt(services& with, request of) {
  static const rule expected = make_project_rule();
  const auto body = co_await read_body(with, of, expected);
  if (!body) co_return failure(body.error());
  auto wanted = request_of(*body, of.caller);
  if (!wanted) co_return failure(wanted.error());
  const auto issued = co_await issue_project_token(with.keyring, with.jwts, of.project(), std::move(*wanted));
  if (!issued) co_return refused(issued.error());
  co_await note_event(with, of.project(), "jwt.created", note_of("project", issued->record.id, of.caller));
  co_return json_answer(201, created_view(*issued));
}

task<response> create_user_jwt(services& with, request of) {
  static const rule expected = make_user_rule();
  const auto body = co_await read_body(with, of, expected);
  if (!body) co_return failure(body.error());
  user_identity who{body->value("email", ""), body->value("external_id", "")};
  auto wanted = request_of(*body, of.caller);
  if (!wanted) co_return failure(wanted.error());
  auto project = *of.caller.project;
  const auto issued = co_await issue_user_token(with.keyring, with.jwts, with.users, std::move(project),
                                                std::move(who), std::move(*wanted), of.caller.token.id);
  if (!issued) co_return refused(issued.error());
  co_await note_event(with, of.project(), "jwt.created", note_of("user", issued->record.id, of.caller));
  co_return json_answer(201, created_view(*issued));
}

task<response> list_project_jwts(services& with, request of) {
  return list(with, std::move(of), std::nullopt);
}

task<response> list_user_jwts(services& with, request of) {
  const auto id = of.id_parameter<user_id>("user_id");
  if (!id) co_return failure(id.error());
  const auto user = co_await with.users.find(of.project(), *id);
  if (!user) co_return failure(user.error());
  auto answer = co_await list(with, std::move(of), user->id);
  co_return answer;
}

task<response> discard_project_jwt(services& with, request of) {
  return discard(with, std::move(of), true);
}
task<response> discard_user_jwt(services& with, request of) {
  return discard(with, std::move(of), false);
}

}  // namespace carillon::api
