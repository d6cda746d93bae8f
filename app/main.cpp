// carillon: parses the command line and hands over. Nothing else happens here.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>

#include "app/command_line.hpp"
#include "app/commands.hpp"
#include "app/demo.hpp"
#include "app/exit_code.hpp"
#include "app/private_memory.hpp"
#include "app/service.hpp"

/// Read by jemalloc before main begins (jemalloc(3), TUNING; sanitized builds have another allocator): what
/// was held for clients goes back to the system a second after they have gone, also when nothing is asked of
/// the process any more.
extern "C" const char* malloc_conf;
const char* malloc_conf = "background_thread:true,dirty_decay_ms:1000,muzzy_decay_ms:0";

namespace {

int run(const carillon::app::command_line& line) {
  using namespace carillon::app;
  switch (line.what) {
    case command::serve:
      return run_service(line, {.has_api = true, .has_worker = true});
    case command::api:
      return run_service(line, {.has_api = true, .has_worker = false});
    case command::worker:
      return run_service(line, {.has_api = false, .has_worker = true});
    case command::project_create:
      return create_project(line);
    case command::project_list:
      return list_projects(line);
    case command::project_show:
      return show_project(line);
    case command::project_rotate_key:
      return rotate_project_key(line);
    case command::project_delete:
      return delete_project(line);
    case command::token_create:
      return create_token(line);
    case command::import_users:
      return import_users(line);
    case command::dead_list:
      return list_dead(line);
    case command::dead_redrive:
      return redrive_dead(line);
    case command::dead_discard:
      return discard_dead(line);
    case command::broadcast_cancel:
      return cancel_broadcast(line);
    case command::template_put:
      return put_template(line);
    case command::template_list:
      return list_templates(line);
    case command::template_remove:
      return remove_template(line);
    case command::suppression_list:
      return list_suppressions(line);
    case command::suppression_add:
      return add_suppression(line);
    case command::suppression_remove:
      return remove_suppression(line);
    case command::suppression_export:
      return export_suppressions(line);
    case command::suppression_import:
      return import_suppressions(line);
    case command::webhook_list:
      return list_webhooks(line);
    case command::webhook_add:
      return add_webhook(line);
    case command::webhook_show:
      return show_webhook(line);
    case command::webhook_rotate:
      return rotate_webhook(line);
    case command::webhook_test:
      return test_webhook(line);
    case command::webhook_redeliver:
      return redeliver_webhook(line);
    case command::webhook_enable:
      return enable_webhook(line);
    case command::webhook_disable:
      return disable_webhook(line);
    case command::webhook_remove:
      return remove_webhook(line);
    case command::keys_list:
      return list_keys(line);
    case command::keys_rewrap:
      return rewrap_keys(line);
    case command::config_check:
      return check_config(line);
    case command::config_print:
      return print_config(line);
    case command::config_schema:
      return print_config_schema();
    case command::demo:
      return run_demo(line);
    case command::version:
      return print_version();
  }
  return EXIT_FAILURE;
}

/// What a script reads must have been written: a full disk is no success.
int with_output_written(int exit_code) {
  std::cout.flush();
  const bool is_written = std::cout.good() && std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
  if (is_written || exit_code != EXIT_SUCCESS) return exit_code;
  return carillon::app::report({carillon::errc::internal, "standard output cannot be written"});
}

}  // namespace

int main(int argc, char** argv) {
  carillon::app::keep_memory_private();
  try {
    int exit_code = EXIT_SUCCESS;
    const auto line = carillon::app::parse_command_line(argc, argv, exit_code);
    return with_output_written(line ? run(*line) : exit_code);
  } catch (const std::exception& bug) {
    return carillon::app::report({carillon::errc::internal, bug.what()});
  }
}
