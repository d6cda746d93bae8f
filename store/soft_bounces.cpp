#include "store/soft_bounces.hpp"

#include "store/scripts.gen.hpp"
#include "store/suppression.hpp"

namespace carillon::store {
namespace {

const net::redis_script strike_script("strike_address", scripts::strike_address);

std::string ms_of(std::chrono::milliseconds duration) {
  return std::to_string(duration.count());
}

}  // namespace

std::string soft_bounces::key_of(project_id project, const std::string& address) const {
  return names_.soft_bounces(project, suppression_id_of(project, address).value);
}

task<result<bool>> soft_bounces::strike(project_id project, std::string address, delivery_id by,
                                        timestamp at) {
  auto done = co_await redis_.call(strike_script, {key_of(project, address)},
                                   {std::string(by.raw()), std::to_string(to_unix_ms(at)),
                                    std::to_string(enough), ms_of(least_span), ms_of(remembered_for)});
  done = net::require_success(std::move(done));
  if (!done) co_return done.error();
  co_return done->integer == 1;
}

task<result<void>> soft_bounces::clear(project_id project, std::vector<std::string> addresses) {
  std::vector<net::redis_command> commands;
  for (const auto& each : addresses) commands.push_back({"UNLINK", key_of(project, each)});
  const auto replies = co_await redis_.pipeline(std::move(commands));
  for (const auto& each : replies) {
    const auto done = net::require_success(each);
    if (!done) co_return done.error();
  }
  co_return result<void>();
}

}  // namespace carillon::store
