#include "engine/sending/revoker.hpp"

#include <map>
#include <string>

#include "base/log.hpp"
#include "engine/parts/containment.hpp"
#include "engine/parts/fault_point.hpp"

namespace carillon::engine {
namespace {

constexpr int most_tries = 8;  // about ten seconds

/// Of one credential, and the origin if an address brought it.
std::string subjects_of(const dead_address& address) {
  std::string all(address.project.raw());
  for (const auto& each : address.news) all += each.subject + '/';
  return all;
}

/// What all of them bring, each subject once.
void merge(std::vector<guard_news>& into, const std::vector<guard_news>& from) {
  for (std::size_t each = 0; each < into.size(); ++each) {
    into[each].seen.sends += from[each].seen.sends;
    into[each].seen.dead += from[each].seen.dead;
  }
}

}  // namespace

void revoker::revoke(dead_address address, revocation_callback done) {
  new_.push_back({std::move(address), std::make_unique<promise>(std::move(done))});
  if (new_.size() == 1) parts_.tasks.spawn("revoke", begin());
}

task<> revoker::begin() {
  auto all = std::exchange(new_, {});
  fault_point(fault::revoke);
  std::map<std::string, std::vector<revocation>> alike;
  for (auto& each : all) {
    auto subjects = subjects_of(each.address);
    alike[std::move(subjects)].push_back(std::move(each));
  }
  for (auto& [subjects, some] : alike) parts_.tasks.spawn("revoke", ask(std::move(some)));
  co_return;
}

task<> revoker::ask(std::vector<revocation> alike) {
  const auto project = alike.front().address.project;
  auto news = std::move(alike.front().address.news);
  for (std::size_t each = 1; each < alike.size(); ++each) merge(news, alike[each].address.news);
  patience pause;
  for (int tries = 0; tries < most_tries; ++tries) {
    const auto is_held = co_await guard_.is_holding(project, news);
    if (is_held) {
      for (auto& each : alike) {
        if (*is_held) each.told->outcome = store::revocation::held;
        if (!*is_held) parts_.tasks.spawn("revoke", carry_out(std::move(each)));
      }
      co_return;
    }
    if (!is_passing(is_held.error())) {
      log::error("revocation_failed", is_held.error().detail, {{"project", project.to_string()}});
      co_return;
    }
    co_await parts_.sleep(pause.next());
  }
}

task<> revoker::carry_out(revocation wanted) {
  const auto& address = wanted.address;
  patience pause;
  for (int tries = 0; tries < most_tries; ++tries) {
    const auto revoked =
        co_await parts_.tokens.revoke(address.project, address.owner, address.via, address.token_hash,
                                      address.generation, address.dead_since_ms);
    if (revoked) {
      wanted.told->outcome = *revoked;
      if (*revoked == store::revocation::discarded) parts_.metrics.count_revoked(address.over);
      co_return;
    }
    if (!is_passing(revoked.error())) {
      log::error("revocation_failed", revoked.error().detail, {{"user", address.owner.id.to_string()}});
      co_return;
    }
    co_await parts_.sleep(pause.next());
  }
}

void revoker::share_news(project_id project, const routes& through) {
  for (const auto& each : through.senders()) {
    if (each->has_guard_news()) parts_.tasks.spawn("share_news", tell(project, each->take_guard_news()));
  }
}

/// Lost, they would have said that all is well: nothing hangs on it.
task<> revoker::tell(project_id project, std::vector<guard_news> news) {
  [[maybe_unused]] const auto told = co_await guard_.is_holding(project, std::move(news));
}

}  // namespace carillon::engine
