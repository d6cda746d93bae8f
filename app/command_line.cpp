// batch: alone (CLI11 is heavy).
#include "app/command_line.hpp"

#include <CLI/CLI.hpp>
#include <cstdlib>

#include "app/channel_choices.hpp"
#include "app/exit_code.hpp"
#include "app/lifetime.hpp"
#include "app/unknown_words.hpp"
#include "base/version.hpp"
#include "config/keys.hpp"

namespace carillon::app {
namespace {

constexpr std::chrono::hours default_overlap{24};

constexpr const char* about =
    "Carillon delivers notifications: one broadcast in, every recipient reached, every outcome on record.\n"
    "Start with `carillon serve`: it needs nothing but a data folder (it runs its own Redis there).";

constexpr const char* footer =
    "Settings: flags over environment (CARILLON_REDIS__URL) over the file (--config, or CARILLON_CONFIG) "
    "over\n"
    "defaults; `carillon config print` shows each value and where it came from.\n"
    "Exit codes: 0 fine, 1 failed while running, 64 wrong usage, 78 wrong configuration, 65 bad input "
    "(import).";

/// --config, and each setting as a flag of its own name.
void add_settings(CLI::App& to, config::load_sources& sources) {
  to.add_option("--config", sources.file, "TOML file with settings")->envname("CARILLON_CONFIG");
  for (const config::key& each : config::all_keys()) {
    const std::string name(each.name);
    to.add_option_function<std::string>(
          "--" + name, [&sources, name](const std::string& text) { sources.flags.emplace_back(name, text); },
          std::string(each.help))
        ->group("Settings");
  }
}

CLI::Option* add_lifetime(CLI::App& to, const std::string& name, std::chrono::seconds& lifetime,
                          std::string help) {
  return to.add_option_function<std::string>(
      name,
      [&lifetime, name](const std::string& text) {
        const auto parsed = parse_lifetime(text);
        if (!parsed) throw CLI::ValidationError(name, parsed.error().detail);
        lifetime = *parsed;
      },
      std::move(help));
}

template <class Choose>
void add_project_commands(CLI::App& root, command_line& parsed, const Choose& choose) {
  auto* project = root.add_subcommand("project", "Projects: the tenants")->require_subcommand(1);
  auto* create =
      choose(project->add_subcommand("create", "Make a project; prints its id, public key and secret"),
             command::project_create);
  create->add_option("name", parsed.name, "What people call it")->required();
  auto* list = choose(project->add_subcommand("list", "All projects"), command::project_list);
  auto* show = choose(project->add_subcommand("show", "One project: which keys count, and until when"),
                      command::project_show);
  auto* rotate =
      choose(project->add_subcommand("rotate-key",
                                     "Put another secret key in the place of a project's; prints it once"),
             command::project_rotate_key);
  auto* remove =
      choose(project->add_subcommand(
                 "delete", "Remove a project and everything of it; may be interrupted and repeated"),
             command::project_delete);

  constexpr const char* which = "Project id, public key or name (not needed when there is one)";
  show->add_option("project", parsed.project, which);
  rotate->add_option("project", parsed.project, which);
  auto* overlap =
      add_lifetime(*rotate, "--overlap", parsed.lifetime,
                   "How long the former key counts beside the new one: 30m, 24h, 7d (default: 24h)");
  auto* now = rotate->add_flag("--now", parsed.is_cut, "The former key counts no more")->excludes(overlap);
  auto* with_public = rotate->add_flag("--public-key", parsed.is_public_key_meant,
                                       "Replace the public key too: tokens carry it as api_key");
  rotate->add_flag("--end-overlap", parsed.ends_overlap, "Make no new key: the former one counts no more")
      ->excludes(overlap)
      ->excludes(now)
      ->excludes(with_public);
  remove->add_option("project", parsed.project, "Project id, public key or name")->required();
  remove->add_flag("--yes", parsed.is_sure, "Do it");
  for (auto* each : {create, list, show, rotate, remove})
    each->add_flag("--json", parsed.is_json, "Print JSON");
}

/// `choose` adds the settings and remembers the command.
template <class Choose>
void add_dead_commands(CLI::App& root, command_line& parsed, const Choose& choose) {
  auto* dead =
      root.add_subcommand("dead", "Jobs given up because workers died holding them")->require_subcommand(1);
  auto* list = choose(dead->add_subcommand("list", "All dead jobs, oldest first"), command::dead_list);
  auto* redrive = choose(dead->add_subcommand("redrive", "Try them again, for who has no outcome yet"),
                         command::dead_redrive);
  auto* discard =
      choose(dead->add_subcommand("discard",
                                  "Give them up: who has no outcome yet expires, their broadcasts can end"),
             command::dead_discard);
  for (auto* each : {redrive, discard}) {
    each->add_option("jobs", parsed.jobs, "Jobs as `carillon dead list` names them");
    each->add_flag("--all", parsed.is_all, "Every dead job")->excludes("jobs");
  }
  for (auto* each : {list, redrive, discard}) {
    auto* broadcast = each->add_option("--broadcast", parsed.broadcast, "Those of this broadcast: its id");
    auto* reason =
        each->add_option("--reason", parsed.died_of, "Those given up for this: poison, damaged, failed")
            ->check(CLI::IsMember({"poison", "damaged", "failed"}));
    if (each != list) {
      broadcast->excludes("jobs", "--all");
      reason->excludes("jobs", "--all");
    }
    each->add_flag("--json", parsed.is_json, "Print JSON");
  }
}

template <class Choose>
void add_broadcast_commands(CLI::App& root, command_line& parsed, const Choose& choose) {
  auto* broadcast = root.add_subcommand("broadcast", "Broadcasts under way")->require_subcommand(1);
  auto* cancel =
      choose(broadcast->add_subcommand("cancel", "Send nothing more of it; who was not reached is skipped"),
             command::broadcast_cancel);
  cancel->add_option("broadcast", parsed.broadcast, "Its id")->required();
  cancel->add_flag("--json", parsed.is_json, "Print JSON");
}

template <class Choose>
void add_template_commands(CLI::App& root, command_line& parsed, const Choose& choose) {
  auto* templates =
      root.add_subcommand("template", "What a project says on a channel, in Liquid")->require_subcommand(1);
  auto* put = choose(templates->add_subcommand("put", "Save one, in the place of its channel and category"),
                     command::template_put);
  auto* list = choose(templates->add_subcommand("list", "All of a project"), command::template_list);
  auto* remove = choose(templates->add_subcommand("remove", "Take one away"), command::template_remove);
  put->add_option("file", parsed.input, "Its source; - is standard input")->required();
  for (auto* each : {put, remove}) {
    each->add_option("--channel", parsed.channel, channel_choices())->required();
    each->add_option("--category", parsed.category, "Of broadcasts (default: every one)");
  }
  for (auto* each : {put, list, remove})
    each->add_option("--project", parsed.project,
                     "Project id, public key or name (not needed when there is one)");
  list->add_flag("--json", parsed.is_json, "Print JSON, texts included");
}

template <class Choose>
void add_suppression_commands(CLI::App& root, command_line& parsed, const Choose& choose) {
  auto* suppressions = root.add_subcommand("suppression", "Addresses that mail does not go to any more")
                           ->require_subcommand(1);
  auto* list = choose(suppressions->add_subcommand("list", "All of a project, newest first"),
                      command::suppression_list);
  auto* add = choose(suppressions->add_subcommand("add", "Send no more mail to an address"),
                     command::suppression_add);
  auto* remove =
      choose(suppressions->add_subcommand("remove", "Send mail there again"), command::suppression_remove);
  auto* give =
      choose(suppressions->add_subcommand("export", "The whole list as CSV"), command::suppression_export);
  auto* take =
      choose(suppressions->add_subcommand("import",
                                          "Addresses of a CSV file: one column, or a line that names "
                                          "them, email among them"),
             command::suppression_import);
  for (auto* each : {add, remove})
    each->add_option("address", parsed.address, "An e-mail address, in any spelling")->required();
  add->add_option("--note", parsed.note, "Words for people");
  take->add_option("file", parsed.input, "CSV; - is standard input")->required();
  take->add_option("--reason", parsed.reason, "Of rows that name none of ours: manual, bounce, complaint")
      ->default_val("bounce");
  for (auto* each : {list, add, remove, give, take})
    each->add_option("--project", parsed.project,
                     "Project id, public key or name (not needed when there is one)");
  list->add_flag("--json", parsed.is_json, "Print JSON, an address a line");
}

template <class Choose>
void add_webhook_commands(CLI::App& root, command_line& parsed, const Choose& choose) {
  auto* webhooks =
      root.add_subcommand("webhook", "Endpoints that are told what happens")->require_subcommand(1);
  auto* list = choose(webhooks->add_subcommand("list", "All of a project"), command::webhook_list);
  auto* add =
      choose(webhooks->add_subcommand("add", "Name one; prints its id and its secret"), command::webhook_add);
  auto* show = choose(webhooks->add_subcommand("show", "One, and how it is doing"), command::webhook_show);
  auto* rotate =
      choose(webhooks->add_subcommand("rotate", "Put another secret in the place of its own; prints it once"),
             command::webhook_rotate);
  auto* test = choose(webhooks->add_subcommand("test", "Tell it a made-up event"), command::webhook_test);
  auto* redeliver = choose(webhooks->add_subcommand("redeliver", "Tell it again what happened"),
                           command::webhook_redeliver);
  auto* enable =
      choose(webhooks->add_subcommand("enable", "Tell it what happens from now on"), command::webhook_enable);
  auto* disable =
      choose(webhooks->add_subcommand("disable", "Keep it, and tell it nothing"), command::webhook_disable);
  auto* remove = choose(webhooks->add_subcommand("remove", "Take it away"), command::webhook_remove);
  add->add_option("url", parsed.url, "https, on port 443 or 8443")->required();
  add->add_option("--event", parsed.events,
                  "A type of event, or delivery.* for all that begin so (default: all)");
  add->add_option("--category", parsed.categories, "Of the broadcasts whose events to tell (default: all)");
  add->add_option("--description", parsed.note, "Words for people");
  for (auto* each : {show, rotate, test, redeliver, enable, disable, remove})
    each->add_option("endpoint", parsed.endpoint, "Its id")->required();
  auto* overlap = add_lifetime(*rotate, "--overlap", parsed.lifetime,
                               "How long calls are signed by both: 30m, 24h, 7d (default: 24h)");
  rotate->add_flag("--now", parsed.is_cut, "The former secret counts no more")->excludes(overlap);
  auto* event = redeliver->add_option("--event", parsed.event, "The event of that id");
  auto* since =
      redeliver->add_option("--since", parsed.since, "All it asks for, from then on: 2026-11-23T12:00:00Z")
          ->excludes(event);
  redeliver->add_option("--until", parsed.until, "…until then (default: now)")->needs(since);
  for (auto* each : {list, add, show, rotate, test, redeliver, enable, disable, remove})
    each->add_option("--project", parsed.project,
                     "Project id, public key or name (not needed when there is one)");
  for (auto* each : {list, add, show, rotate, test}) each->add_flag("--json", parsed.is_json, "Print JSON");
}

template <class Choose>
void add_keys_commands(CLI::App& root, command_line& parsed, const Choose& choose) {
  auto* keys = root.add_subcommand("keys", "The master key, and how another takes its place");
  keys->require_subcommand(1);
  auto* list = choose(keys->add_subcommand("list", "Which master keys are in use"), command::keys_list);
  auto* rewrap =
      choose(keys->add_subcommand("rewrap",
                                  "Wrap all keys by the current master key; may be interrupted and repeated"),
             command::keys_rewrap);
  for (auto* each : {list, rewrap}) each->add_flag("--json", parsed.is_json, "Print JSON");
  // After its subcommands were made: they take over the footer of then.
  keys->footer(
      "To change the master key while everything runs: name the new file in other_master_key_files and "
      "restart all\n"
      "processes; swap the two and restart all again; carillon keys rewrap; when carillon keys list shows "
      "the new\n"
      "key alone, take the old one out of other_master_key_files.\n\n" +
      root.get_footer());
}

/// Prints help, or what is wrong. To CLI11 a mistyped subcommand is a missing one: we name the word instead.
int explain(const CLI::App& root, const CLI::ParseError& refused) {
  const std::string what = refused.what();
  const auto unknown = root.remaining(true);
  const bool is_mistyped = !unknown.empty() && what.find("subcommand is required") != std::string::npos;
  const bool has_extras = dynamic_cast<const CLI::ExtrasError*>(&refused) != nullptr;
  return is_mistyped || has_extras ? root.exit(CLI::ExtrasError(without_values(unknown)))
                                   : root.exit(refused);
}

}  // namespace

std::optional<command_line> parse_command_line(int argc, char** argv, int& exit_code) {
  command_line parsed;
  parsed.sources.variables = config::process_environment();
  CLI::App root(about, "carillon");
  root.footer(footer);
  root.require_subcommand(1);
  root.set_version_flag("--version", std::string(version()));

  const auto choose = [&parsed](CLI::App* sub, command which) {
    add_settings(*sub, parsed.sources);
    sub->callback([&parsed, which] { parsed.what = which; });
    return sub;
  };
  for (const auto& [name, which, help] :
       {std::tuple{"serve", command::serve, "Run the API and a worker in one process"},
        {"api", command::api, "Run the API alone"},
        {"worker", command::worker, "Run a worker alone"}}) {
    choose(root.add_subcommand(name, help), which)
        ->add_option("--ready-file", parsed.ready_file,
                     "Write a JSON file with the ports once everything serves");
  }

  add_project_commands(root, parsed, choose);

  auto* token = root.add_subcommand("token", "Tokens for the REST API")->require_subcommand(1);
  auto* token_create = choose(
      token->add_subcommand("create", "Issue a project token, or with --user a user's; prints it once"),
      command::token_create);
  token_create->add_option("--project", parsed.project,
                           "Project id, public key or name (not needed when there is one)");
  token_create->add_option("--user", parsed.user, "External id of the user the token is for");
  token_create->add_option("--name", parsed.name, "What the token is for, as GET /jwt/project lists it")
      ->default_val("made on the command line");
  add_lifetime(*token_create, "--expiry", parsed.lifetime,
               "How long it counts: 30m, 24h, 30d, or a number of seconds (default: for ever)");
  token_create->add_flag("--json", parsed.is_json, "Print JSON");

  auto* import = choose(root.add_subcommand("import", "Import users with their device tokens from NDJSON"),
                        command::import_users);
  import
      ->add_option("file", parsed.input, "One JSON object a line: external_id, email, …, and tokens by kind")
      ->required()
      ->check(CLI::ExistingFile);
  import->add_option("--project", parsed.project,
                     "Project id, public key or name (not needed when there is one)");

  add_dead_commands(root, parsed, choose);
  add_broadcast_commands(root, parsed, choose);
  add_template_commands(root, parsed, choose);
  add_suppression_commands(root, parsed, choose);
  add_webhook_commands(root, parsed, choose);
  add_keys_commands(root, parsed, choose);

  auto* settings = root.add_subcommand("config", "Look at the settings")->require_subcommand(1);
  choose(settings->add_subcommand("check", "Say whether the settings are valid, with every error"),
         command::config_check);
  choose(settings->add_subcommand("print", "Each value and where it came from, secrets hidden"),
         command::config_print);
  choose(settings->add_subcommand("schema", "JSON Schema of the TOML file"), command::config_schema);

  auto* demo =
      choose(root.add_subcommand("demo", "Deliver one broadcast to many users over the provider sandbox"),
             command::demo);
  demo->add_option("--users", parsed.users, "How many users to import and reach")
      ->default_val(100'000)
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{10'000'000}));
  demo->add_option("--sandbox", parsed.sandbox, "Path of carillon-sandbox (default: beside this binary)");
  demo->add_flag("--keep", parsed.is_kept_alive, "Keep everything running at the end, until Ctrl-C");

  root.add_subcommand("version", "Version and commit")->callback([&parsed] {
    parsed.what = command::version;
  });

  try {
    root.parse(argc, argv);
  } catch (const CLI::ParseError& refused) {
    exit_code = explain(root, refused) == 0 ? EXIT_SUCCESS : exit_usage;
    return std::nullopt;
  }
  const bool is_rotation =
      parsed.what == command::project_rotate_key || parsed.what == command::webhook_rotate;
  if (is_rotation && parsed.lifetime.count() == 0) parsed.lifetime = default_overlap;
  return parsed;
}

}  // namespace carillon::app
