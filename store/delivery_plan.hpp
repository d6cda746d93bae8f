// Delivery plans: through which channels, in which order and when a category's notifications go
// (rest-contract.md 2, "Delivery config", and 6, "Category → channels"). One per project and key; the key
// "project" is the project-wide plan. Read anew for each broadcast, so that what is accepted after a plan was
// saved follows it, whichever process saved it. One io thread; stateless.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/vocabulary.hpp"
#include "net/redis/redis.hpp"
#include "queue/keys.hpp"

namespace carillon::store {

inline constexpr std::string_view project_plan_key = "project";
/// A longer one on record is damage: no plan has it, and milliseconds since 1970 plus it must fit 64 bits.
inline constexpr std::chrono::seconds longest_stored_delay = std::chrono::hours(24 * 365 * 100);

struct delivery_step {
  channel via = channel::in_app;
  std::chrono::seconds delay{0};  ///< since the step before
  std::string condition;          ///< Liquid, evaluated just before the step; empty = always
  bool is_disabled = false;
  std::optional<std::uint32_t> priority;  ///< sorts before the order given; absent = 0
};

struct delivery_plan {
  std::string key;
  std::vector<delivery_step> steps;  ///< as given
  bool is_disabled = false;          ///< nothing is delivered at all
};

class delivery_plans {
 public:
  delivery_plans(net::redis& redis, queue::keys names);

  task<result<void>> put(project_id project, delivery_plan plan);
  /// Absent: never saved.
  task<result<std::optional<delivery_plan>>> get(project_id project, std::string key);
  /// The category's plan, else the project's, else none: every configured channel. `category` may be empty.
  task<result<std::optional<delivery_plan>>> plan_for(project_id project, std::string category);

 private:
  /// The first of the keys that was saved.
  task<result<std::optional<delivery_plan>>> first_of(project_id project, std::vector<std::string> keys);

  net::redis& redis_;
  queue::keys names_;
};

/// The steps that run, in the order they run: sorted by priority (stable), disabled ones left out, `delay`
/// counted from the start instead of from the step before. Pure.
std::vector<delivery_step> steps_to_run(const delivery_plan& plan);

}  // namespace carillon::store
