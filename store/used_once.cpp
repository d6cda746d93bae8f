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

task<result<void>> used_once::lay_aside(project_id project, std::string id, std::string text,
                                        std::chrono::seconds lifetime) {
  auto kept = co_await redis_.call(
      {"SET", names_.used(project, id), std::move(text), "EX", std::to_string(lifetime.count())});
  kept = net::require_success(std::move(kept));
  if (!kept) co_return kept.error();
  co_return result<void>();
}

task<result<std::optional<std::string>>> used_once::take(project_id project, std::string id) {
  auto taken = co_await redis_.call({"GETDEL", names_.used(project, id)});
  taken = net::require_success(std::move(taken));
  if (!taken) co_return taken.error();
  std::optional<std::string> text;
  if (!taken->is_nil()) text = std::move(taken->text);
  co_return text;
}

}  // namespace carillon::store
