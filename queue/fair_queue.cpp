#include "queue/fair_queue.hpp"

#include "queue/scripts.gen.hpp"

namespace carillon::queue {
namespace {
const net::redis_script charge_script("charge", scripts::charge);
}

std::uint64_t extra_price(std::chrono::nanoseconds spent, std::uint32_t recipients) noexcept {
  const auto price = static_cast<std::uint64_t>(spent / recipient_price);
  return price >= recipients + least_price ? price - recipients : 0;
}

task<result<void>> fair_queue::charge(project_id project, partition where, lane which, std::uint64_t price) {
  std::vector<std::string> names = {keys_.finish_times(where, which), keys_.virtual_time(where, which)};
  auto charged = co_await redis_.call(charge_script, std::move(names),
                                      {std::string(project.raw()), std::to_string(price)});
  charged = net::require_success(std::move(charged));
  if (!charged) co_return charged.error();
  co_return result<void>();
}

}  // namespace carillon::queue
