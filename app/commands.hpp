// The subcommands that do one thing and leave. Each prints its result to stdout, errors to stderr, and
// returns the exit code.
#pragma once

#include "app/command_line.hpp"

namespace carillon::app {

int create_project(const command_line& line);
int list_projects(const command_line& line);
int show_project(const command_line& line);
int rotate_project_key(const command_line& line);
int delete_project(const command_line& line);
int create_token(const command_line& line);
int import_users(const command_line& line);
int list_dead(const command_line& line);
int redrive_dead(const command_line& line);
int discard_dead(const command_line& line);
int cancel_broadcast(const command_line& line);
int put_template(const command_line& line);
int remove_template(const command_line& line);
int list_templates(const command_line& line);
int list_suppressions(const command_line& line);
int add_suppression(const command_line& line);
int remove_suppression(const command_line& line);
int export_suppressions(const command_line& line);
int import_suppressions(const command_line& line);
int list_webhooks(const command_line& line);
int add_webhook(const command_line& line);
int show_webhook(const command_line& line);
int rotate_webhook(const command_line& line);
int test_webhook(const command_line& line);
int redeliver_webhook(const command_line& line);
int enable_webhook(const command_line& line);
int disable_webhook(const command_line& line);
int remove_webhook(const command_line& line);
int list_keys(const command_line& line);
int rewrap_keys(const command_line& line);
int check_config(const command_line& line);
int print_config(const command_line& line);
int print_config_schema();
int print_version();

}  // namespace carillon::app
