#include "api/webhooks/status_callbacks.hpp"

#include "providers/catalogue.hpp"
#include "store/callback_token.hpp"

namespace carillon::api {
namespace {

using providers::news;

/// Providers repeat what they think was not heard, for a day at most.
constexpr std::chrono::seconds remembered_for = std::chrono::hours(48);

/// Whose callback it is, and who can read it.
struct called_back {
  store::callback_claim claim;
  const providers::row* by = nullptr;
};

task<result<called_back>> find_delivery(services& with, const request& of) {
  const store::callback_tokens tokens(with.keyring.derive(store::callback_tokens::purpose));
  const auto claim = tokens.read(of.parameter("token"));
  if (!claim) co_return error(errc::not_found, "no such callback");
  const auto* const by = providers::find_row(claim->via);
  if (by == nullptr || by->read_callback == nullptr) co_return error(errc::not_found, "no such callback");
  const auto project = co_await with.projects.find(claim->project);
  if (!project) co_return project.error();
  of.note_project(claim->project);
  co_return called_back{*claim, by};
}

/// As one of the project's accounts of the provider would have it: which one sent the message nobody noted.
/// not_found when the last of them was removed.
task<result<news>> read_news(services& with, const request& of, const called_back& about) {
  const auto& facts = about.by->facts;
  const auto accounts = co_await with.integrations.list(about.claim.project, std::string(facts.kind));
  if (!accounts) co_return accounts.error();
  const auto url = store::callback_url(with.settings.api.public_url, of.parameter("token"));
  const providers::callback what{
      .url = url, .body = of.raw.body, .signature = of.raw.header(facts.signature_header)};
  result<news> told = error(errc::not_found, "the integration is gone");
  for (const auto& account : *accounts) {
    told = about.by->read_callback(account.config, what);
    if (told) break;
  }
  co_return told;
}

json note_of(const store::callback_claim& claim, const news& told) {
  json note{{"channel", to_string(claim.over)},          {"provider", to_string(claim.via)},
            {"delivery_id", claim.delivery.to_string()}, {"notification_id", claim.notification.to_string()},
            {"user_id", claim.user.to_string()},         {"status", told.status}};
  if (!told.remote_id.empty()) note["provider_id"] = told.remote_id;
  if (!told.is_failure) return note;
  std::string reason(providers::reason_name(claim.via, told.told.reason));
  if (!told.told.text.empty()) reason += (reason.empty() ? "" : ": ") + told.told.text;
  note["reason"] = std::move(reason);
  return note;
}

problem refusal_of(const error& why) {
  if (why.code == errc::unauthenticated) return {401, why.detail};
  if (why.code == errc::invalid_argument || why.code == errc::too_large) return {400, why.detail};
  return to_problem(why);
}

task<response> take_callback(services& with, request of) {
  const auto about = co_await find_delivery(with, of);
  if (!about) co_return failure(about.error());
  const auto told = co_await read_news(with, of, *about);
  if (!told) co_return failure(refusal_of(told.error()));
  const auto& claim = about->claim;
  auto once = "callback-" + claim.delivery.to_string() + '-' + told->status;
  const auto is_first = co_await with.used.claim(claim.project, std::move(once), remembered_for);
  if (!is_first) co_return failure(is_first.error());
  if (*is_first) {
    const event_name kind =
        told->is_failure ? event_name("delivery.undelivered") : event_name("delivery.status");
    co_await note_event(with, claim.project, kind, note_of(claim, *told));
  }
  co_return no_content();
}

}  // namespace

std::vector<route> status_callback_routes() {
  return {{"POST", "/v2/callbacks/{token}", role::none, "take_delivery_callback", take_callback}};
}

}  // namespace carillon::api
