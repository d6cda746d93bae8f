#include "engine/sending/shared_guard.hpp"

namespace carillon::engine {

task<result<bool>> shared_guard::is_holding(project_id project, std::vector<guard_news> news) {
  bool is_held = false;
  for (auto& each : news) {
    const auto sum = co_await tally_.add(project, std::move(each.subject), {each.seen.sends, each.seen.dead});
    if (!sum) co_return sum.error();
    is_held = is_held || revocation_guard::holds(each.when, {sum->sends, sum->dead});
  }
  co_return is_held;
}

}  // namespace carillon::engine
