#include "api/resources/channel_tokens.hpp"

#include <deque>

#include "api/http/body.hpp"
#include "api/http/paging.hpp"
#include "api/resources/channel_token_kinds.hpp"

namespace carillon::api {
namespace {

std::string time_of(std::int64_t unix_ms) {
  return to_rfc3339(from_unix_ms(unix_ms));
}

/// Flat fields and, beside them, the older clients' {data, metadata}: every generation finds its own. Absent
/// fields are left out, never null.
json view_of(const store::channel_token& token) {
  json metadata = {{"id", token.id.to_string()},
                   {"created_at", time_of(token.created_ms)},
                   {"updated_at", time_of(std::max(token.registered_ms, token.created_ms))}};
  if (token.discarded_ms != 0) metadata["discarded_at"] = time_of(token.discarded_ms);
  auto view = token.payload;
  view.update(metadata);
  view["data"] = token.payload;
  view["metadata"] = std::move(metadata);
  return view;
}

using kind_ref = const channel_token_kind&;

task<response> list_tokens(services& with, request of, store::user user, kind_ref kind) {
  const auto page = read_page(with, of);
  if (!page) co_return failure(page.error());
  auto rows = co_await with.tokens.list(of.project(), to_ref(of.project(), user), kind.via);
  if (!rows) co_return failure(rows.error());
  const auto ends = slice_page(*rows, *page, [](const auto& row) { return row.id.to_string(); });
  auto data = json::array();
  for (const auto& row : *rows) data.push_back(view_of(row));
  auto answer = co_await page_answer(with, of, *page, std::move(data), ends);
  co_return answer;
}

task<response> fetch_token(services& with, request of, store::user user, kind_ref kind) {
  const auto id = of.id_parameter<token_id>("token_id");
  if (!id) co_return failure(id.error());
  const auto rows = co_await with.tokens.list(of.project(), to_ref(of.project(), user), kind.via);
  if (!rows) co_return failure(rows.error());
  const auto found = std::ranges::find(*rows, *id, &store::channel_token::id);
  if (found == rows->end()) co_return failure(problem{404, "no such token"});
  co_return json_answer(200, view_of(*found));
}

task<response> discard_token(services& with, request of, store::user user, kind_ref kind) {
  const auto id = of.id_parameter<token_id>("token_id");
  if (!id) co_return failure(id.error());
  const auto discarded =
      co_await with.tokens.discard(of.project(), to_ref(of.project(), user), kind.via, *id);
  if (!discarded) co_return failure(discarded.error());
  co_await note_event(with, of.project(), "token.discarded",
                      {{"channel", to_string(kind.reaches)},
                       {"provider", to_string(kind.via)},
                       {"token_id", id->to_string()},
                       {"user_id", user.id.to_string()}});
  co_return json_answer(200, {{"id", id->to_string()}, {"discarded_at", time_of(discarded->discarded_ms)}});
}

/// Of a project that has as many as it may, only tokens that are there already are taken.
task<checked<void>> check_room(services& with, const request& of, kind_ref kind, const json& payload) {
  const auto at = std::chrono::steady_clock::now();
  const auto known = with.census.is_full(of.project(), at);
  result<bool> is_full = known.value_or(false);
  if (!known) is_full = co_await with.census.count(of.project(), at);
  if (!is_full) co_return to_problem(is_full.error());
  if (!*is_full) co_return checked<void>();
  const auto owner = to_ref(of.project(), *of.caller.user);
  const auto is_there = co_await with.tokens.has(of.project(), owner, kind.via, payload);
  if (!is_there) co_return to_problem(is_there.error());
  if (*is_there) co_return checked<void>();
  co_return problem{
      422, "this project has as many channel tokens as the setting api.max_project_tokens lets it have",
      "too_many_tokens"};
}

task<response> save_token(services& with, request of, kind_ref kind, int status) {
  auto payload = co_await read_body(with, of, kind.payload);
  if (!payload) co_return failure(payload.error());
  auto refused = check_urls(kind, *payload, with.urls);
  if (!refused.empty()) co_return failure(invalid(std::move(refused)));
  const auto has_room = co_await check_room(with, of, kind, *payload);
  if (!has_room) co_return failure(has_room.error());
  const auto owner = to_ref(of.project(), *of.caller.user);
  const auto saved = co_await with.tokens.save(of.project(), owner, kind.via, std::move(*payload));
  if (!saved) co_return failure(saved.error());
  co_return json_answer(status, view_of(*saved));
}

using action = task<response> (*)(services&, request, store::user, kind_ref);

handler for_caller(action act, kind_ref kind) {
  return [act, &kind](services& with, request of) -> task<response> {
    auto user = *of.caller.user;
    return act(with, std::move(of), std::move(user), kind);
  };
}

task<response> act_for_path(services& with, request of, action act, kind_ref kind) {
  const auto id = of.id_parameter<user_id>("user_id");
  if (!id) co_return failure(id.error());
  auto user = co_await with.users.find(of.project(), *id);
  if (!user) co_return failure(user.error());
  auto answer = co_await act(with, std::move(of), std::move(*user), kind);
  co_return answer;
}

handler for_user_in_path(action act, kind_ref kind) {
  return [act, &kind](services& with, request of) { return act_for_path(with, std::move(of), act, kind); };
}

/// Routes view their patterns: these live as long as the process.
std::string_view pattern_of(std::string_view before, kind_ref kind, std::string_view after) {
  static std::deque<std::string> made;  // never moves what it holds
  return made.emplace_back(std::string(before).append(kind.path).append(after));
}

std::vector<route> routes_of(kind_ref kind) {
  const std::string name(kind.name);
  const auto own = pattern_of("/v2", kind, "");
  const auto own_one = pattern_of("/v2", kind, "/{token_id}");
  const auto users = pattern_of("/v2/users/{user_id}", kind, "");
  const auto users_one = pattern_of("/v2/users/{user_id}", kind, "/{token_id}");
  constexpr auto user = role::user;
  constexpr auto project = role::project;
  return {
      {"POST", own, user, "save_" + name + "_token", save_channel_token(kind.via, 201)},
      {"PUT", own, user, "replace_" + name + "_token", save_channel_token(kind.via, 200)},
      {"GET", own, user, "list_" + name + "_tokens", for_caller(&list_tokens, kind)},
      {"GET", own_one, user, "fetch_" + name + "_token", for_caller(&fetch_token, kind)},
      {"DELETE", own_one, user, "discard_" + name + "_token", for_caller(&discard_token, kind)},
      {"GET", users, project, "list_user_" + name + "_tokens", for_user_in_path(&list_tokens, kind)},
      {"GET", users_one, project, "fetch_user_" + name + "_token", for_user_in_path(&fetch_token, kind)},
      {"DELETE", users_one, project, "discard_user_" + name + "_token",
       for_user_in_path(&discard_token, kind)},
  };
}

}  // namespace

handler save_channel_token(provider via, int status) {
  const auto& kind = channel_token_kind_of(via);
  return
      [&kind, status](services& with, request of) { return save_token(with, std::move(of), kind, status); };
}

std::vector<route> channel_token_routes() {
  static const auto table = [] {
    std::vector<route> all;
    for (const auto& kind : channel_token_kinds()) {
      for (auto& row : routes_of(kind)) all.push_back(std::move(row));
    }
    return all;
  }();
  return table;
}

}  // namespace carillon::api
