#include "store/used_once.hpp"

namespace carillon::store {

task<result<bool>> used_once::claim(project_id project, std::string id, std::chrono::seconds lifetime) {
  auto claimed = co_await redis_.call(
      {"SET", names_.used(project, id), "1", "NX", "EX", std::to_string(lifetime.count())});
  claimed = net::require_success(std::move(claimed));
  if (!claimed) co_return claimed.error();
  co_return !claimed->is_nil();
}

task<void> used_once::release(project_id project, std::string id) {
  co_await redis_.call({"DEL", names_.used(project, id)});
}

}  // namespace carillon::store
