#include "net/task_group.hpp"

#include <cassert>
#include <exception>
#include <unordered_map>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/log.hpp"
#include "base/metrics.hpp"

namespace carillon::net {

namespace {

void tell_failure(std::string_view task, std::string_view what) {
  static const auto failures = metrics::get_counter("carillon_task_failures_total");
  failures.add();
  log::error("task_failed", what, {{"task", task}});
}

}  // namespace

struct task_group::state {
  explicit state(asio::io_context& io) : context(io), changed(io) {}

  struct member {
    std::string name;
    asio::cancellation_signal signal;
  };

  void finish(std::uint64_t key, const std::exception_ptr& failure);

  asio::io_context& context;
  /// Never expires by itself except as join()'s patience; cancelled whenever a member ends.
  asio::steady_timer changed;
  std::unordered_map<std::uint64_t, std::shared_ptr<member>> members;
  std::uint64_t next_key = 0;
};

void task_group::state::finish(std::uint64_t key, const std::exception_ptr& failure) {
  const auto found = members.find(key);
  if (failure) {
    try {
      std::rethrow_exception(failure);
    } catch (const boost::system::system_error& thrown) {
      // A member that lets cancellation pass through it ended as it was asked to.
      if (thrown.code() != asio::error::operation_aborted) tell_failure(found->second->name, thrown.what());
    } catch (const std::exception& thrown) {
      tell_failure(found->second->name, thrown.what());
    } catch (...) {
      tell_failure(found->second->name, "unknown exception");
    }
  }
  members.erase(found);
  if (members.empty()) changed.cancel();
}

task_group::task_group(asio::io_context& context) : state_(std::make_shared<state>(context)) {}

task_group::~task_group() {
  assert(state_->members.empty() && "join() a task_group before destroying it");
}

void task_group::spawn(std::string name, task<> work) {
  const auto key = state_->next_key++;
  auto added = std::make_shared<state::member>();
  added->name = std::move(name);
  state_->members.emplace(key, added);
  asio::co_spawn(
      state_->context.get_executor(), std::move(work),
      asio::bind_cancellation_slot(added->signal.slot(), [state = state_, key](std::exception_ptr failure) {
        state->finish(key, failure);
      }));
}

void task_group::cancel() {
  // A copy: a member may end, or spawn another, while it is being told.
  std::vector<std::shared_ptr<state::member>> told;
  told.reserve(state_->members.size());
  for (const auto& [key, member] : state_->members) told.push_back(member);
  for (const auto& member : told) member->signal.emit(asio::cancellation_type::terminal);
}

task<std::size_t> task_group::join(std::chrono::milliseconds patience) {
  const auto state = state_;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  std::size_t cancelled = 0;
  bool was_cancelled = false;
  while (!state->members.empty()) {
    if (was_cancelled)
      state->changed.expires_at(std::chrono::steady_clock::time_point::max());
    else
      state->changed.expires_at(deadline);
    auto [ec] = co_await state->changed.async_wait(no_throw);
    if (ec || was_cancelled || state->members.empty()) continue;
    was_cancelled = true;
    cancelled = state->members.size();
    cancel();
  }
  co_return cancelled;
}

std::size_t task_group::size() const noexcept {
  return state_->members.size();
}

}  // namespace carillon::net
