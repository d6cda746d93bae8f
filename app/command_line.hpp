// The command line, parsed: which subcommand, with what. CLI11 is included in the .cpp only (11 s a unit).
// Called once, in main.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"

namespace carillon::app {

enum class command {
  serve,
  api,
  worker,
  project_create,
  project_list,
  project_show,
  project_rotate_key,
  project_delete,
  token_create,
  import_users,
  dead_list,
  dead_redrive,
  dead_discard,
  broadcast_cancel,
  template_put,
  template_list,
  template_remove,
  suppression_list,
  suppression_add,
  suppression_remove,
  suppression_export,
  suppression_import,
  webhook_list,
  webhook_add,
  webhook_show,
  webhook_rotate,
  webhook_test,
  webhook_redeliver,
  webhook_enable,
  webhook_disable,
  webhook_remove,
  keys_list,
  keys_rewrap,
  config_check,
  config_print,
  config_schema,
  demo,
  version,
};

/// Every option any subcommand takes; those of other subcommands keep their defaults.
struct command_line {
  command what = command::serve;
  config::load_sources sources;

  std::string ready_file;            ///< serve, api, worker: JSON with the ports, written when ready
  std::string name;                  ///< project create, token create
  std::string project;               ///< token create, import, template, project …: id, public key or name
  std::string user;                  ///< token create: external id of a user; empty = a project token
  std::chrono::seconds lifetime{0};  ///< token create: 0 = no expiry; … rotate: how long two count
  bool is_cut = false;               ///< project rotate-key, webhook rotate: the former one counts no more
  bool is_public_key_meant = false;  ///< project rotate-key: the public key too
  bool ends_overlap = false;         ///< project rotate-key: no new key, the former one ends
  bool is_sure = false;              ///< project delete
  bool is_json = false;              ///< project, token, dead: JSON instead of words
  std::string input;      ///< import: NDJSON file; template put, suppression import: "-" = standard input
  std::string channel;    ///< template put, remove
  std::string category;   ///< template put, remove; empty = every category
  std::string broadcast;  ///< broadcast cancel, dead …: its id
  std::string address;    ///< suppression add, remove
  std::string reason;     ///< suppression import: of rows that name none
  std::string note;       ///< suppression add; webhook add: its description
  std::string endpoint;   ///< webhook …: its id
  std::string url;        ///< webhook add
  std::vector<std::string> events;      ///< webhook add: types; empty = all
  std::vector<std::string> categories;  ///< webhook add; empty = all
  std::string event;                    ///< webhook redeliver: its id
  std::string since, until;             ///< webhook redeliver: RFC 3339
  std::vector<std::string> jobs;        ///< dead redrive/discard: as dead list names them
  bool is_all = false;                  ///< dead redrive/discard: every dead job
  std::string died_of;                  ///< dead …: why they were given up; empty = whatever it was
  std::uint64_t users = 100'000;        ///< demo
  std::string sandbox;                  ///< demo: path of carillon-sandbox; empty = beside this binary
  bool is_kept_alive = false;           ///< demo: keep running until a key or signal
};

/// Nothing when the process should exit at once with `exit_code` (help, usage errors: already printed).
std::optional<command_line> parse_command_line(int argc, char** argv, int& exit_code);

}  // namespace carillon::app
