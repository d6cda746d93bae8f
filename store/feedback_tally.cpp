#include "store/feedback_tally.hpp"

#include "queue/reply.hpp"
#include "store/scripts.gen.hpp"

namespace carillon::store {
namespace {

const net::redis_script count_script("count_feedback", scripts::count_feedback);
const net::redis_script hold_script("hold_feedback", scripts::hold_feedback);

std::string window_text() {
  return std::to_string(std::chrono::milliseconds(feedback_tally::window).count());
}

}  // namespace

task<result<feedback_tally::counts>> feedback_tally::add_returned(project_id project, std::string source,
                                                                  broadcast_id of, timestamp at) {
  auto outcome = co_await redis_.call(count_script, {names_.feedback_tally(project, source)},
                                      {std::string(of.raw()), std::to_string(to_unix_ms(at)), window_text()});
  const auto reply = queue::require_array(std::move(outcome), 5);
  if (!reply) co_return reply.error();
  const auto number = [&](std::size_t place) { return reply->elements[place].integer; };
  co_return counts{.returned = static_cast<std::uint64_t>(number(0)),
                   .sent = static_cast<std::uint64_t>(number(1)),
                   .since = from_unix_ms(number(2)),
                   .is_held = number(3) == 1,
                   .is_first_of_broadcast = number(4) == 1};
}

task<result<void>> feedback_tally::add_sent(project_id project, std::string source, std::uint64_t count) {
  auto done = co_await redis_.call(
      {"HINCRBY", names_.feedback_tally(project, source), "sent", std::to_string(count)});
  done = net::require_success(std::move(done));
  if (!done) co_return done.error();
  co_return result<void>();
}

task<result<bool>> feedback_tally::hold(project_id project, std::string source) {
  auto done = co_await redis_.call(hold_script, {names_.feedback_tally(project, source)}, {window_text()});
  done = net::require_success(std::move(done));
  if (!done) co_return done.error();
  co_return done->integer == 1;
}

}  // namespace carillon::store
