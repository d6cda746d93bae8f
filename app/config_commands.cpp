// `carillon config check|print|schema` and `carillon version`.
#include <iostream>

#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/load_settings.hpp"
#include "base/version.hpp"
#include "config/print.hpp"
#include "config/reference.hpp"

namespace carillon::app {

int check_config(const command_line& line) {
  const auto loaded = load_settings(line.sources);
  if (!loaded) return report(loaded.error());
  std::cout << "the settings are valid\n";
  return EXIT_SUCCESS;
}

int print_config(const command_line& line) {
  const auto loaded = load_settings(line.sources);
  if (!loaded) return report(loaded.error());
  std::cout << config::print(*loaded);
  return EXIT_SUCCESS;
}

int print_config_schema() {
  std::cout << config::json_schema();
  return EXIT_SUCCESS;
}

int print_version() {
  std::cout << "carillon " << version() << " (" << commit() << ")\n";
  return EXIT_SUCCESS;
}

}  // namespace carillon::app
