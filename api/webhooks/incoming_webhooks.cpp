#include "api/webhooks/incoming_webhooks.hpp"

#include "api/http/bulk_limits.hpp"
#include "api/http/heavy_work.hpp"
#include "api/http/trace_parent.hpp"
#include "api/resources/broadcasts.hpp"
#include "api/webhooks/incoming_webhook.hpp"
#include "api/webhooks/mail_feedback.hpp"
#include "api/webhooks/sns_receiver.hpp"
#include "api/webhooks/webhook_mapping.hpp"
#include "api/webhooks/webhook_payload.hpp"
#include "providers/catalogue.hpp"

namespace carillon::api {
namespace {

using store::owned_integration;
/// As it was found: a mapping is large, and many webhooks are under way at once.
using inbound = std::shared_ptr<const owned_integration>;

/// What each recipient of a mapping but the first is charged as: saving somebody and handing out a
/// notification costs Redis about as much as a text of that size. One webhook is about one person; two
/// hundred are a fan-out that whoever can cause a webhook sets off.
constexpr std::size_t bytes_a_recipient = 8 * 1024;

json note_of(const owned_integration& owned, const incoming_webhook& what) {
  json context = {{"kind", owned.value.kind}, {"type", what.type}};
  context["integration_id"] = owned.value.id.to_string();
  if (!what.id.empty()) context["id"] = what.id;
  return context;
}

/// A webhook that was read, and what it is answered with.
struct received_webhook {
  incoming_webhook what;
  std::string answer;
};

/// Of a large body the payload is not sent back: no service reads it.
received_webhook answered(incoming_webhook what, std::size_t body_size) {
  auto view = view_of(what);
  if (body_size > whole_payload) view["payload"] = json::object();
  return {std::move(what), dump_json(view)};
}

/// What the mapping asks for; neither a body nor an error when its condition does not hold.
struct mapped_webhook {
  std::optional<prepared_broadcast> body;
  std::size_t cost = 0;  ///< in bytes of the budget of webhooks
  json left_out = json::array();
  std::string error;
};

mapped_webhook apply_mapping(const json& mapping, const json& variables) {
  mapped_webhook out;
  auto mapped = broadcast_from(mapping, variables);
  if (!mapped) out.error = mapped.error().detail;
  if (!mapped || !*mapped) return out;
  const auto recipients = (*mapped)->body["recipients"].size();
  out.body = prepare_broadcast(std::move((*mapped)->body));
  out.cost = out.body->rest.size() + out.body->recipients.size() + (recipients - 1) * bytes_a_recipient;
  out.left_out = std::move((*mapped)->left_out);
  return out;
}

/// Signed, so that no stranger can use up what is the project's. None when such a body may be taken.
std::optional<response> take_from_budget(services& with, project_id project, std::size_t bytes) {
  if (!bulk_limits::is_bulky("POST", bytes)) return std::nullopt;
  const bulk_account account{.project = project, .is_webhook = true};
  const auto at = std::chrono::steady_clock::now();
  auto refused = with.bulk.refusal(account, with.compute.who_is_here(), at);
  if (!refused) with.bulk.charge(account, bytes, with.compute.who_is_here(), at);
  return refused;
}

/// Amazon's mail service tells of mails it took through SNS.
task<result<void>> take_notices(services& with, project_id project, const incoming_webhook& what) {
  const auto& message = member_of(what.payload, "message");
  for (const auto& row : providers::catalogue()) {
    if (!row.read_notice || !what.is_news) continue;
    auto taken = co_await take_feedback(with, project, std::string(row.facts.kind), row.read_notice(message));
    if (!taken) co_return taken;
  }
  co_return result<void>();
}

/// Adds to the note what became of the mapping. An error is the queue's: the delivery must come again.
task<result<void>> broadcast_if_mapped(services& with, inbound from, incoming_webhook what, json& note,
                                       std::string trace) {
  const auto& owned = *from;
  const auto& mapping = member_of(owned.value.config, "broadcast");
  if (mapping.is_null() || !what.is_news) co_return result<void>();
  const auto delivery = what.id.empty() ? "sha256:" + what.digest : what.id;
  auto work = [from, &mapping, what = std::move(what)] { return apply_mapping(mapping, view_of(what)); };
  auto mapped = co_await work_on(with.compute, owned.project, unknown_cost, std::move(work));
  if (!mapped) co_return error(errc::unavailable, "too many webhooks of this project wait");
  if (!mapped->left_out.empty()) note["broadcast_left_out"] = std::move(mapped->left_out);
  if (!mapped->error.empty()) note["broadcast_error"] = mapped->error;
  if (!mapped->body) co_return result<void>();
  if (take_from_budget(with, owned.project, mapped->cost))
    co_return error(errc::unavailable, "this project's webhooks make too much at once");
  broadcast_request wanted{std::move(*mapped->body), "webhook:" + owned.value.kind + ':' + delivery,
                           std::move(trace)};
  const auto made = co_await accept_broadcast(with, owned.project, std::move(wanted));
  if (!made && made.error().status >= 500) co_return error(errc::unavailable, made.error().message);
  if (!made) note["broadcast_error"] = made.error().message;
  if (made) note["broadcast_id"] = made->id.to_string();
  co_return result<void>();
}

response accepted(std::string text) {
  response answer;
  answer.status = 201;
  answer.body = std::move(text);
  return answer;
}

task<response> take(services& with, inbound from, received_webhook read, std::string trace) {
  const auto& owned = *from;
  const store::webhook_delivery delivery{owned.value.id, read.what.digest, read.what.id};
  const auto claim = co_await with.webhooks.begin(delivery);
  if (!claim) co_return failure(claim.error());
  if (*claim == store::webhook_claim::known) co_return accepted(std::move(read.answer));
  if (*claim == store::webhook_claim::busy) co_return failure(problem{503, "this delivery is being taken"});
  auto note = note_of(owned, read.what);
  if (owned.value.kind == "awssns") {
    const auto taken = co_await take_notices(with, owned.project, read.what);
    if (!taken) {
      co_await with.webhooks.abandon(delivery);
      co_return failure(taken.error());
    }
  }
  const auto done = co_await broadcast_if_mapped(with, from, std::move(read.what), note, std::move(trace));
  if (!done) {
    co_await with.webhooks.abandon(delivery);
    co_return failure(done.error());
  }
  co_await note_event(with, owned.project, "integration.webhook.received", std::move(note));
  const auto finished = co_await with.webhooks.finish(delivery);
  if (!finished) co_return failure(finished.error());
  co_return accepted(std::move(read.answer));
}

task<response> refuse(services& with, inbound from, problem why) {
  const auto& owned = *from;
  bool is_noted = why.status == 401;
  if (is_noted) is_noted = co_await with.webhooks.may_note_refusal(owned.value.id);
  if (is_noted) {
    json note = {{"kind", owned.value.kind}, {"integration_id", owned.value.id.to_string()}};
    co_await note_event(with, owned.project, "integration.webhook.rejected", std::move(note));
  }
  co_return failure(why);
}

/// Signature, digest, JSON and answer of a body signed with a shared secret: one piece of pure work.
task<checked<received_webhook>> read_signed(services& with, net::h1_request raw, inbound from) {
  const auto size = raw.body.size();
  auto work = [raw = std::move(raw), from]() -> checked<received_webhook> {
    const auto& kind = from->value.kind;
    const auto& config = from->value.config;
    auto what = kind == "github" ? read_github_webhook(raw, config) : read_stripe_webhook(raw, config, now());
    if (!what) return what.error();
    return answered(std::move(*what), raw.body.size());
  };
  auto read = co_await work_on(with.compute, from->project, size, std::move(work));
  if (!read) co_return too_busy();
  co_return std::move(*read);
}

task<checked<received_webhook>> read(services& with, net::h1_request raw, inbound from) {
  if (from->value.kind == "awssns") {
    const auto size = raw.body.size();
    auto what = co_await read_sns_webhook(with, std::move(raw), *from);
    if (!what) co_return what.error();
    co_return answered(std::move(*what), size);
  }
  auto signed_body = co_await read_signed(with, std::move(raw), from);
  co_return signed_body;
}

/// Where a shared secret signs, that is checked first: whatever else is wrong came from the service.
bool is_signed_nonsense(const owned_integration& from, const problem& found) {
  return found.status == 400 && from.value.kind != "awssns";
}

task<response> receive(services& with, request of, std::string kind) {
  const auto id = of.id_parameter<integration_id>("id");
  if (!id) co_return failure(id.error());
  const auto found = co_await with.integrations.find_inbound(std::move(kind), *id);
  if (!found) co_return failure(found.error());
  const auto& owned = *found;
  of.note_project(owned->project);
  if (of.raw.body.empty()) co_return failure(problem{400, "the body is empty"});
  auto trace = trace_id_of(of.raw);
  const auto size = of.raw.body.size();
  auto received = co_await read(with, std::move(of.raw), owned);
  if (received || is_signed_nonsense(*owned, received.error())) {
    if (auto refused = take_from_budget(with, owned->project, size)) co_return std::move(*refused);
  }
  if (!received) {
    auto refused = co_await refuse(with, owned, received.error());
    co_return refused;
  }
  auto answer = co_await take(with, owned, std::move(*received), std::move(trace));
  co_return answer;
}

handler receiver_of(std::string kind) {
  return [kind = std::move(kind)](services& with, request of) { return receive(with, std::move(of), kind); };
}

/// Whose integration it is: nobody but a service that was told the id sends large bodies.
task<checked<project_id>> owner_of(services& with, std::string kind, path_parameters parameters) {
  const auto id = integration_id::parse(parameters.front().second);
  if (!id) co_return problem{400, "invalid id: it should be a UUID"};
  const auto owned = co_await with.integrations.find_inbound(std::move(kind), *id);
  if (!owned) co_return to_problem(owned.error());
  co_return (*owned)->project;
}

find_addressee addressee_of(std::string kind) {
  return [kind = std::move(kind)](services& with, path_parameters parameters) {
    return owner_of(with, kind, std::move(parameters));
  };
}

}  // namespace

std::vector<route> incoming_webhook_routes() {
  constexpr auto anyone = role::none;
  return {
      {"POST", "/v2/integrations/github/webhooks/incoming/{id}", anyone, "receive_github_webhook",
       receiver_of("github"), addressee_of("github")},
      {"POST", "/v2/integrations/stripe/webhooks/incoming/{id}", anyone, "receive_stripe_webhook",
       receiver_of("stripe"), addressee_of("stripe")},
      {"POST", "/v2/integrations/awssns/webhooks/incoming/{id}", anyone, "receive_awssns_webhook",
       receiver_of("awssns"), addressee_of("awssns")},
  };
}

}  // namespace carillon::api
