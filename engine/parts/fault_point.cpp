#include "engine/parts/fault_point.hpp"

#include <string>

#ifndef NDEBUG
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#endif

namespace carillon::engine {
namespace {

constexpr std::array<std::string_view, fault_count> names{"look",
                                                          "before_claim",
                                                          "after_claim",
                                                          "taken_on",
                                                          "open_content",
                                                          "open_routes",
                                                          "open_recipients",
                                                          "open_words",
                                                          "after_open",
                                                          "gate_condition",
                                                          "gate_inbox",
                                                          "make_routes",
                                                          "before_send",
                                                          "after_send",
                                                          "on_answer",
                                                          "on_failure",
                                                          "on_reauthorized",
                                                          "revoke",
                                                          "before_commit",
                                                          "after_commit_before_reply",
                                                          "after_final",
                                                          "commit_interval",
                                                          "bury",
                                                          "plan_prepare",
                                                          "after_steps",
                                                          "enlist",
                                                          "mid_plan",
                                                          "before_planned",
                                                          "after_planned",
                                                          "stage_round",
                                                          "stage_partition",
                                                          "reap_round",
                                                          "reap_partition",
                                                          "finish_round",
                                                          "finish_one",
                                                          "sweep_round",
                                                          "sweep_partition",
                                                          "prune_round",
                                                          "prune_project",
                                                          "respell",
                                                          "receipt_round",
                                                          "ask_receipts",
                                                          "record_receipts",
                                                          "lease_round",
                                                          "renew",
                                                          "watch_round",
                                                          "watch_project",
                                                          "measure",
                                                          "drain_flights",
                                                          "drain_cancel",
                                                          "drain_jobs",
                                                          "drain_loops",
                                                          "drain_finish"};
static_assert(!names.back().empty(), "every point has a name");

}  // namespace

std::string_view to_string(fault point) noexcept {
  return names[static_cast<std::size_t>(point)];
}

injected_fault::injected_fault(fault point)
    : std::runtime_error("injected at " + std::string(to_string(point))) {}

#ifndef NDEBUG
namespace {

struct chosen_point {
  std::string name;
  long passages = 1;
};

chosen_point read_environment() {
  const char* text = std::getenv("CRASH_CARILLON_AT");
  if (!text) return {};
  chosen_point chosen{text, 1};
  if (const auto colon = chosen.name.find(':'); colon != std::string::npos) {
    chosen.passages = std::strtol(chosen.name.c_str() + colon + 1, nullptr, 10);
    chosen.name.resize(colon);
  }
  return chosen;
}

constexpr std::size_t nowhere = fault_count;
std::atomic<std::size_t> throwing_at{nowhere};
std::atomic<long> passages_left{0};

}  // namespace

void fault_point(fault point) {
  static const chosen_point deadly = read_environment();
  static std::atomic<long> left{deadly.passages};
  if (!deadly.name.empty() && to_string(point) == deadly.name && left.fetch_sub(1) == 1) ::_exit(137);
  if (throwing_at.load() == static_cast<std::size_t>(point) && passages_left.fetch_sub(1) == 1)
    throw injected_fault(point);
}

void throw_at(fault point, long passage) {
  passages_left = passage;
  throwing_at = static_cast<std::size_t>(point);
}

bool has_thrown() noexcept {
  return passages_left.load() <= 0;
}
#endif

}  // namespace carillon::engine
