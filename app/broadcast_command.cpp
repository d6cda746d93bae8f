// `carillon broadcast cancel ID`: stops what of a broadcast was not sent yet.
#include <iostream>

#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/toolbox.hpp"
#include "base/json.hpp"
#include "queue/cancellation.hpp"

namespace carillon::app {
namespace {

std::string_view told(queue::cancel_outcome outcome) noexcept {
  switch (outcome) {
    case queue::cancel_outcome::cancelled:
      return "cancelled";
    case queue::cancel_outcome::before:
      return "cancelled before";
    case queue::cancel_outcome::processed:
      break;
  }
  return "processed already: nothing of it is left to cancel";
}

}  // namespace

int cancel_broadcast(const command_line& line) {
  const auto id = broadcast_id::parse(line.broadcast);
  if (!id) return report(error(errc::invalid_argument, "name a broadcast by its id, a UUID"));
  auto tools = toolbox::open(line.sources);
  if (!tools) return report(tools.error());
  queue::cancellation cancellations((*tools)->link(), (*tools)->names());
  const auto owner = (*tools)->run(cancellations.owner_of(*id));
  if (!owner) return report(owner.error());
  const auto done = (*tools)->run(cancellations.cancel(*owner, *id));
  if (!done) return report(done.error());
  const bool is_cancelled = *done != queue::cancel_outcome::processed;
  if (line.is_json) {
    std::cout << dump_json({{"broadcast_id", id->to_string()}, {"is_cancelled", is_cancelled}}) << '\n';
  } else {
    std::cout << id->to_string() << ' ' << told(*done) << '\n';
  }
  return is_cancelled ? EXIT_SUCCESS : exit_failed;
}

}  // namespace carillon::app
