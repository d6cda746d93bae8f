#include "engine/chunks/workspace_access.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "base/log.hpp"
#include "engine/routing/awaited_exchange.hpp"
#include "engine/routing/quoted_secret.hpp"
#include "providers/catalogue.hpp"
#include "store/used_once.hpp"

namespace carillon::engine {
namespace {

/// Whoever renews has it done or given up by then.
constexpr std::chrono::seconds longest_renewal{60};

/// What a token calls the workspace it belongs to; empty of tokens that stand for themselves.
std::string workspace_in(const known_address& token) {
  const auto* const row = providers::find_row(token.whose);
  if (row == nullptr || row->facts.workspace.empty() || token.details.is_null()) return {};
  const auto found = token.details.value(json::json_pointer(std::string(row->facts.workspace)), json());
  return found.is_string() ? found.get<std::string>() : std::string();
}

bool has_workspace(const std::vector<known_address>& all) {
  return std::ranges::any_of(all, [](const known_address& each) { return !workspace_in(each).empty(); });
}

/// The integration of a workspace's app, and who sends for it.
struct app {
  json config;
  sender* by = nullptr;
};

task<result<app>> app_of(worker_parts& parts, project_id project, const routes& served,
                         const providers::row& row, std::string app_id) {
  const auto accounts = co_await parts.integrations.list(project, std::string(row.facts.kind));
  if (!accounts) co_return accounts.error();
  for (const auto& each : *accounts) {
    if (text_of(each.config, row.facts.natural_key) != app_id) continue;
    for (const auto& by : served.senders()) {
      if (by->identity().integration == each.id) co_return app{each.config, by.get()};
    }
  }
  co_return error(errc::not_found, "the workspace's app is no integration of the project");
}

task<result<json>> ask(worker_parts& parts, const providers::renewal& how, app of, json workspace) {
  auto* const home = of.by->home();
  if (home == nullptr) co_return error(errc::not_found, "there is nobody to ask");
  awaited_exchange asked(parts.context, home->carried_by);
  how.ask(of.config, workspace, asked.request);
  const auto failed = co_await asked.send(parts.settings.providers.request_timeout);
  if (failed) co_return error(errc::unavailable, std::string(to_string(*failed)));
  auto told = how.read(asked.response, workspace);
  if (!told)
    told = error(told.error().code,
                 without_secrets(told.error().detail, asked.request, secret_parts::headers_and_form));
  co_return told;
}

/// The workspace with a token that goes on, where one is due and can be had. A refresh token counts once, so
/// one worker trades it; the others go on with what there is.
task<json> renewed(worker_parts& parts, project_id project, const routes& served, const providers::row& row,
                   store::user_ref owner, json workspace) {
  if (row.renewal == nullptr || !row.renewal->is_due(workspace, now())) co_return workspace;
  const auto of = co_await app_of(parts, project, served, row, text_of(workspace, row.facts.natural_key));
  if (!of) co_return workspace;
  const auto traded = text_of(workspace, "refresh_token");
  store::used_once used(parts.queue.link(), parts.queue.names());
  const auto once = "renewal-" + base64url_encode(as_text(sha256(owner.id.to_string() + traded)));
  const auto is_mine = co_await used.claim(project, once, longest_renewal);
  if (!is_mine || !*is_mine) co_return workspace;
  auto answer = co_await ask(parts, *row.renewal, *of, workspace);
  if (answer) {
    const auto saved = co_await parts.installations.renew_workspace(project, owner, *answer, traded);
    if (!saved) log::error("renewal_lost", saved.error().detail, {{"project", project.to_string()}});
    co_return std::move(*answer);
  }
  if (answer.error().code == errc::configuration) {
    of->by->report(
        {"a workspace's access token cannot be renewed: it has to be installed again", answer.error().detail},
        std::chrono::steady_clock::now());
  } else {
    co_await used.release(project, once);
  }
  co_return workspace;
}

}  // namespace

task<result<void>> lend_access(worker_parts& parts, const queue::claimed_job& job,
                               chunk_materials& materials) {
  std::vector<std::size_t> places;
  std::vector<store::user_ref> owners;
  for (std::size_t each = 0; each < materials.recipients.size(); ++each) {
    if (!has_workspace(materials.addresses[each])) continue;
    const auto& who = materials.recipients[each];
    places.push_back(each);
    owners.push_back({who.user, job.where, job.number_of(who.offset)});
  }
  if (owners.empty()) co_return result<void>();
  auto installed = co_await parts.installations.of_each(job.project, owners);
  if (!installed) co_return installed.error();
  for (std::size_t each = 0; each < places.size(); ++each) {
    for (auto& token : materials.addresses[places[each]]) {
      const auto name = workspace_in(token);
      if (name.empty()) continue;
      const auto* const workspace = store::find_workspace((*installed)[each], name);
      if (workspace != nullptr) {
        const auto& row = *providers::find_row(token.whose);
        const auto current =
            co_await renewed(parts, job.project, *materials.routes, row, owners[each], *workspace);
        token.details["access_token"] = text_of(current, "access_token");
        store::replace_workspace((*installed)[each], current);
      } else if (token.text.empty()) {
        token.unusable = queue::own_reason::invalid_address;
      }
    }
  }
  co_return result<void>();
}

}  // namespace carillon::engine
