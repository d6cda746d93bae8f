// What the demo prints at the end: the broadcast, the outcomes by provider beside the sandbox's own count,
// the last events, and how to go on by hand.
#pragma once

#include <string>

#include "app/demo_world.hpp"
#include "app/metrics_snapshot.hpp"
#include "base/json.hpp"

namespace carillon::app {

/// Prints the table of both counts. True iff they agree: every answer the sandbox gave is on our books, and
/// nothing else is.
bool print_books(const metrics_snapshot& ours, const json& sandbox_counts);
void print_events(const json& page);
/// How to go on by hand: commands, each of which works as it is printed.
struct next_steps {
  const demo_place& place;
  const std::string& settings;
  const std::string& api;
  const std::string& token;
  const std::string& broadcast_id;
  bool is_kept_alive = false;
};
void print_next_steps(const next_steps& known);

}  // namespace carillon::app
