#include "store/revocation_tally.hpp"

#include "queue/reply.hpp"
#include "store/scripts.gen.hpp"

namespace carillon::store {
namespace {

const net::redis_script count_script("count_revocations", scripts::count_revocations);

}  // namespace

task<result<revocation_tally::counts>> revocation_tally::add(project_id project, std::string subject,
                                                             counts seen) {
  std::vector<std::string> keys = {names_.revocation_tally(project, subject)};
  std::vector<std::string> args = {std::to_string(seen.sends), std::to_string(seen.dead),
                                   std::to_string(window.count())};
  const auto reply =
      queue::require_array(co_await redis_.call(count_script, std::move(keys), std::move(args)), 2);
  if (!reply) co_return reply.error();
  co_return counts{static_cast<std::uint64_t>(reply->elements[0].integer),
                   static_cast<std::uint64_t>(reply->elements[1].integer)};
}

}  // namespace carillon::store
