#include "api/webhooks/feedback_webhooks.hpp"

#include "api/http/heavy_work.hpp"
#include "api/webhooks/incoming_webhook.hpp"
#include "api/webhooks/mail_feedback.hpp"
#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "providers/catalogue.hpp"

namespace carillon::api {
namespace {

struct callback_read {
  providers::told_later told;
  std::string digest;
};

/// Signature, digest and JSON: one piece of pure work.
checked<callback_read> read(const net::h1_request& raw, const providers::row& row, const json& config) {
  const providers::feedback_post given{.body = raw.body,
                                       .header = [&raw](std::string_view name) { return raw.header(name); }};
  auto told = row.read_feedback(given, config, now());
  if (!told && told.error().code == errc::unauthenticated) return wrong_signature();
  if (!told) return problem{400, told.error().detail};
  return callback_read{std::move(*told), hex_encode(as_text(sha256(raw.body)))};
}

task<response> refuse(services& with, const store::owned_integration& owned, problem why) {
  bool is_noted = why.status == 401;
  if (is_noted) is_noted = co_await with.webhooks.may_note_refusal(owned.value.id);
  if (is_noted) {
    json note = {{"kind", owned.value.kind}, {"integration_id", owned.value.id.to_string()}};
    co_await note_event(with, owned.project, "integration.webhook.rejected", std::move(note));
  }
  co_return failure(why);
}

task<response> take(services& with, std::shared_ptr<const store::owned_integration> from,
                    callback_read given) {
  const auto& owned = *from;
  const store::webhook_delivery delivery{owned.value.id, given.digest, given.told.once};
  const auto claim = co_await with.webhooks.begin(delivery);
  if (!claim) co_return failure(claim.error());
  if (*claim == store::webhook_claim::busy) co_return failure(problem{503, "this callback is being taken"});
  if (*claim == store::webhook_claim::ours) {
    const auto taken =
        co_await take_feedback(with, owned.project, owned.value.kind, std::move(given.told.all));
    if (!taken) {
      co_await with.webhooks.abandon(delivery);
      co_return failure(taken.error());
    }
    const auto finished = co_await with.webhooks.finish(delivery);
    if (!finished) co_return failure(finished.error());
  }
  co_return json_answer(200, json::object());
}

task<response> receive(services& with, request of, const providers::row& row) {
  const auto id = of.id_parameter<integration_id>("id");
  if (!id) co_return failure(id.error());
  auto found = co_await with.integrations.find_inbound(std::string(row.facts.kind), *id);
  if (!found) co_return failure(found.error());
  const auto owned = std::move(*found);
  of.note_project(owned->project);
  const auto size = of.raw.body.size();
  auto work = [raw = std::move(of.raw), &row, owned] { return read(raw, row, owned->value.config); };
  auto given = co_await work_on(with.compute, owned->project, size, std::move(work));
  if (!given) co_return failure(too_busy());
  if (!*given) {
    auto refused = co_await refuse(with, *owned, given->error());
    co_return refused;
  }
  auto answer = co_await take(with, owned, std::move(**given));
  co_return answer;
}

/// Whose integration it is: nobody but who was told its id sends large bodies.
task<checked<project_id>> owner_of(services& with, std::string kind, path_parameters parameters) {
  const auto id = integration_id::parse(parameters.front().second);
  if (!id) co_return problem{400, "invalid id: it should be a UUID"};
  const auto owned = co_await with.integrations.find_inbound(std::move(kind), *id);
  if (!owned) co_return to_problem(owned.error());
  co_return (*owned)->project;
}

/// Routes keep views of their paths and names.
struct callback_route {
  const providers::row& row;
  std::string path, operation;
};

const std::vector<callback_route>& all_callbacks() {
  static const auto made = [] {
    std::vector<callback_route> out;
    for (const auto& row : providers::catalogue()) {
      if (!row.read_feedback) continue;
      const std::string kind(row.facts.kind);
      out.push_back(
          {row, "/v2/integrations/" + kind + "/webhooks/incoming/{id}", "receive_" + kind + "_webhook"});
    }
    return out;
  }();
  return made;
}

}  // namespace

std::vector<route> feedback_webhook_routes() {
  std::vector<route> table;
  for (const auto& each : all_callbacks()) {
    table.push_back(
        {"POST", each.path, role::none, each.operation,
         [&row = each.row](services& with, request of) { return receive(with, std::move(of), row); },
         [kind = std::string(each.row.facts.kind)](services& with, path_parameters parameters) {
           return owner_of(with, kind, std::move(parameters));
         }});
  }
  return table;
}

}  // namespace carillon::api
