// `carillon keys list|rewrap`: which master keys are in use, and how one takes another's place (hardening.md
// H).
#include <cstdio>
#include <iostream>

#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/toolbox.hpp"
#include "base/json.hpp"

namespace carillon::app {
namespace {

const char* role_of(const store::wrapping& master) {
  if (master.is_current) return "current";
  return master.is_known ? "other" : "missing";
}

}  // namespace

int list_keys(const command_line& line) {
  auto tools = toolbox::open(line.sources);
  if (!tools) return report(tools.error());
  const auto all = (*tools)->run((*tools)->keyring().wrappings());
  if (!all) return report(all.error());
  if (line.is_json) {
    auto rows = json::array();
    for (const auto& each : *all) {
      rows.push_back({{"master_key", each.master_key}, {"role", role_of(each)}, {"keys", each.keys}});
    }
    std::cout << dump_json(rows) << '\n';
    return EXIT_SUCCESS;
  }
  std::printf("%-10s  %-7s  %s\n", "MASTER KEY", "ROLE", "KEYS");
  for (const auto& each : *all)
    std::printf("%-10s  %-7s  %zu\n", each.master_key.c_str(), role_of(each), each.keys);
  return EXIT_SUCCESS;
}

int rewrap_keys(const command_line& line) {
  auto tools = toolbox::open(line.sources);
  if (!tools) return report(tools.error());
  const auto done = (*tools)->run((*tools)->keyring().rewrap());
  if (!done) return report(done.error());
  if (line.is_json) {
    std::cout << dump_json({{"rewrapped", *done}}) << '\n';
  } else {
    std::cout << *done << " keys wrapped by the current master key\n";
  }
  return EXIT_SUCCESS;
}

}  // namespace carillon::app
