#include "api/device_tokens.hpp"

#include "api/body.hpp"
#include "api/device_token_kind.hpp"
#include "api/paging.hpp"

namespace carillon::api {
namespace {

using tokens = std::vector<store::device_token>;

token_owner owner_of(const request& of, const store::user& user) {
  return {of.project(), user.id};
}

/// The user an administrator's path names; 400, 404 or 503 when it cannot be told.
task<checked<store::user>> user_in_path(services& with, const request& of) {
  const auto id = of.id_parameter<user_id>("user_id");
  if (!id) co_return id.error();
  auto user = co_await with.users.find(of.project(), *id);
  if (!user) co_return to_problem(user.error());
  co_return std::move(*user);
}

task<response> list_tokens(services& with, request of, store::user user, provider via) {
  const auto page = read_page(with, of);
  if (!page) co_return failure(page.error());
  auto rows = co_await with.tokens.list(of.project(), to_ref(of.project(), user), via);
  if (!rows) co_return failure(rows.error());
  const auto owner = owner_of(of, user);
  const auto ends = slice_page(*rows, *page, [&](const auto& row) { return id_of(owner, row).to_string(); });
  auto data = json::array();
  for (const auto& row : *rows) data.push_back(device_token_view(owner, row));
  co_return page_answer(with, of, *page, std::move(data), ends);
}

task<response> fetch_token(services& with, request of, store::user user, provider via) {
  const auto id = of.id_parameter<token_id>("token_id");
  if (!id) co_return failure(id.error());
  const auto rows = co_await with.tokens.list(of.project(), to_ref(of.project(), user), via);
  if (!rows) co_return failure(rows.error());
  const auto owner = owner_of(of, user);
  for (const auto& row : *rows) {
    if (id_of(owner, row) == *id) co_return json_answer(200, device_token_view(owner, row));
  }
  co_return failure(problem{404, "no such token"});
}

task<response> discard_token(services& with, request of, store::user user, provider via) {
  const auto id = of.id_parameter<token_id>("token_id");
  if (!id) co_return failure(id.error());
  const auto discarded = co_await with.tokens.discard(of.project(), to_ref(of.project(), user), via, *id);
  if (!discarded) co_return failure(discarded.error());
  const auto owner = owner_of(of, user);
  co_await note_event(with, of.project(), "token.discarded",
                      {{"channel", "mobile_push"},
                       {"provider", to_string(via)},
                       {"token_id", id->to_string()},
                       {"user_id", user.id.to_string()}});
  co_return json_answer(200, discard_view(owner, *discarded));
}

task<response> save_token(services& with, request of, provider via, int status) {
  const auto payload = read_body(of, device_token_rule(via));
  if (!payload) co_return failure(payload.error());
  const auto& user = *of.caller.user;
  auto token = to_device_token(via, *payload);
  const auto saved = co_await with.tokens.save(of.project(), to_ref(of.project(), user), std::move(token));
  if (!saved) co_return failure(saved.error());
  co_return json_answer(status, device_token_view(owner_of(of, user), *saved));
}

using action = task<response> (*)(services&, request, store::user, provider);

handler for_caller(action act, provider via) {
  return [act, via](services& with, request of) -> task<response> {
    auto user = *of.caller.user;
    return act(with, std::move(of), std::move(user), via);
  };
}

task<response> act_for_path(services& with, request of, action act, provider via) {
  auto user = co_await user_in_path(with, of);
  if (!user) co_return failure(user.error());
  auto answer = co_await act(with, std::move(of), std::move(*user), via);
  co_return answer;
}

handler for_user_in_path(action act, provider via) {
  return [act, via](services& with, request of) { return act_for_path(with, std::move(of), act, via); };
}

}  // namespace

handler save_own_token(provider via, int status) {
  return [via, status](services& with, request of) { return save_token(with, std::move(of), via, status); };
}
handler list_own_tokens(provider via) {
  return for_caller(&list_tokens, via);
}
handler fetch_own_token(provider via) {
  return for_caller(&fetch_token, via);
}
handler discard_own_token(provider via) {
  return for_caller(&discard_token, via);
}

handler list_users_tokens(provider via) {
  return for_user_in_path(&list_tokens, via);
}
handler fetch_users_token(provider via) {
  return for_user_in_path(&fetch_token, via);
}
handler discard_users_token(provider via) {
  return for_user_in_path(&discard_token, via);
}

}  // namespace carillon::api
