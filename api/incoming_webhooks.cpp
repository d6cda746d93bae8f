#include "api/incoming_webhooks.hpp"

#include "api/broadcast_schema.hpp"
#include "api/broadcasts.hpp"
#include "api/incoming_webhook.hpp"
#include "api/sns_receiver.hpp"
#include "api/trace_parent.hpp"
#include "api/webhook_broadcast.hpp"

namespace carillon::api {
namespace {

using store::owned_integration;

json note_of(const owned_integration& owned, const incoming_webhook& what) {
  json context = {{"kind", owned.value.kind}, {"type", what.type}};
  context["integration_id"] = owned.value.id.to_string();
  if (!what.id.empty()) context["id"] = what.id;
  return context;
}

json view_of(const incoming_webhook& what) {
  json view = {{"type", what.type}, {"description", what.description}, {"payload", what.payload}};
  if (!what.id.empty()) view["id"] = what.id;
  return view;
}

/// The broadcast the mapping asks for; none when its condition does not hold.
checked<std::optional<json>> body_from(const json& mapping, const incoming_webhook& what) {
  auto body = broadcast_from(mapping, view_of(what));
  if (!body) return problem{422, body.error().detail};
  if (!*body) return std::optional<json>();
  for (const char* name : {"content", "action_url", "category", "topic"}) {
    if ((*body)->value(name, "x").empty()) (*body)->erase(name);
  }
  auto found = validate(broadcast_rule(), **body);
  if (!found.empty()) return invalid(std::move(found));
  return std::move(*body);
}

/// Adds to the note what became of the mapping. An error is the queue's: the delivery must come again.
task<result<void>> broadcast_if_mapped(services& with, const owned_integration& owned,
                                       const incoming_webhook& what, json& note, std::string trace) {
  const auto mapping = owned.value.config.find("broadcast");
  if (mapping == owned.value.config.end() || !what.is_news) co_return result<void>();
  auto body = body_from(*mapping, what);
  if (!body) {
    note["broadcast_error"] = body.error().message;
    co_return result<void>();
  }
  if (!*body) co_return result<void>();
  broadcast_request wanted{std::move(**body), "webhook:" + owned.value.kind + ':' + what.delivery,
                           std::move(trace)};
  const auto made = co_await accept_broadcast(with, owned.project, std::move(wanted));
  if (!made && made.error().status >= 500) co_return error(errc::unavailable, made.error().message);
  if (made) note["broadcast_id"] = made->id.to_string();
  co_return result<void>();
}

task<response> take(services& with, owned_integration owned, incoming_webhook what, std::string trace) {
  const store::webhook_delivery delivery{owned.value.id, what.delivery};
  const auto claim = co_await with.webhooks.begin(delivery);
  if (!claim) co_return failure(claim.error());
  if (*claim == store::webhook_claim::known) co_return json_answer(201, view_of(what));
  if (*claim == store::webhook_claim::busy) co_return failure(problem{503, "this delivery is being taken"});
  auto note = note_of(owned, what);
  const auto done = co_await broadcast_if_mapped(with, owned, what, note, std::move(trace));
  if (!done) {
    co_await with.webhooks.abandon(delivery);
    co_return failure(done.error());
  }
  co_await note_event(with, owned.project, "integration.webhook.received", std::move(note));
  const auto finished = co_await with.webhooks.finish(delivery);
  if (!finished) co_return failure(finished.error());
  co_return json_answer(201, view_of(what));
}

task<response> refuse(services& with, owned_integration owned, problem why) {
  bool is_noted = why.status == 401;
  if (is_noted) is_noted = co_await with.webhooks.may_note_refusal(owned.value.id);
  if (is_noted) {
    json note = {{"kind", owned.value.kind}, {"integration_id", owned.value.id.to_string()}};
    co_await note_event(with, owned.project, "integration.webhook.rejected", std::move(note));
  }
  co_return failure(why);
}

task<checked<incoming_webhook>> read(services& with, const request& of, const store::integration& from) {
  if (from.kind == "github") co_return read_github_webhook(of, from.config);
  if (from.kind == "stripe") co_return read_stripe_webhook(of, from.config, now());
  auto read = co_await read_sns_webhook(with, of, from.config);
  co_return read;
}

task<response> receive(services& with, request of, std::string kind) {
  const auto id = of.id_parameter<integration_id>("id");
  if (!id) co_return failure(id.error());
  auto owned = co_await with.integrations.find_inbound(std::move(kind), *id);
  if (!owned) co_return failure(owned.error());
  of.note_project(owned->project);
  if (of.raw.body.empty()) co_return failure(problem{400, "the body is empty"});
  auto what = co_await read(with, of, owned->value);
  if (!what) {
    auto refused = co_await refuse(with, std::move(*owned), what.error());
    co_return refused;
  }
  auto trace = trace_id_of(of.raw);
  auto answer = co_await take(with, std::move(*owned), std::move(*what), std::move(trace));
  co_return answer;
}

handler receiver_of(std::string kind) {
  return [kind = std::move(kind)](services& with, request of) { return receive(with, std::move(of), kind); };
}

}  // namespace

std::vector<route> incoming_webhook_routes() {
  constexpr auto anyone = role::none;
  return {
      {"POST", "/v2/integrations/github/webhooks/incoming/{id}", anyone, "receive_github_webhook",
       receiver_of("github")},
      {"POST", "/v2/integrations/stripe/webhooks/incoming/{id}", anyone, "receive_stripe_webhook",
       receiver_of("stripe")},
      {"POST", "/v2/integrations/awssns/webhooks/incoming/{id}", anyone, "receive_awssns_webhook",
       receiver_of("awssns")},
  };
}

}  // namespace carillon::api
