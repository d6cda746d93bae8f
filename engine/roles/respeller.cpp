#include "engine/roles/respeller.hpp"

#include "base/log.hpp"
#include "engine/parts/containment.hpp"
#include "engine/parts/fault_point.hpp"

namespace carillon::engine {
namespace {
constexpr std::chrono::seconds between_tries{10};
}

respeller::respeller(worker_parts& parts, store::keyring& projects)
    : parts_(parts), projects_(projects), emails_(parts.queue.link(), parts.queue.names(), parts.users) {}

task<> respeller::run() {
  fault_point(fault::respell);
  while (true) {
    const auto done = co_await go_over_all();
    if (done) co_return;
    // Redis being away is told by others.
    if (!is_passing(done.error())) log::error("respelling_failed", done.error().detail);
    co_await parts_.sleep(jittered(between_tries));
  }
}

task<result<void>> respeller::go_over_all() {
  const auto is_wanted = co_await emails_.is_wanted();
  if (!is_wanted) co_return is_wanted.error();
  if (!*is_wanted) co_return result<void>();
  const auto projects = co_await projects_.known_projects();
  if (!projects) co_return projects.error();
  std::uint64_t users = 0;
  for (const auto& project : *projects) {
    const auto noted = co_await emails_.run(project);
    if (!noted) co_return noted.error();
    users += *noted;
  }
  log::info("respelled", "users of an earlier build are found by any spelling of their e-mail",
            {{"users", users}});
  co_return co_await emails_.end();
}

}  // namespace carillon::engine
