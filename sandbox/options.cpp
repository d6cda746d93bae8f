#include "sandbox/options.hpp"

#include <charconv>
#include <CLI/CLI.hpp>

#include "sandbox/desks.hpp"

namespace carillon::sandbox {
namespace {

constexpr const char* description_start =
    "Plays the providers of notifications on one HTTPS port, as strictly as they do.\n\n";
constexpr const char* description_end = R"(
It must first be told which keys to trust:

  curl -X PUT http://127.0.0.1:<control>/control/credentials -d '{"apns":[{"team_id":"TEAM000001",
    "key_id":"KEY0000001","public_key":"-----BEGIN PUBLIC KEY-----…"}]}'

It misbehaves on demand: a device token that starts with eeeeee27 is answered 410 Unregistered, a registration
token sbx-QUOTA_EXCEEDED-1 with 429; POST /control/rules adds resets, GOAWAYs, delays. See docs/sandbox.md.)";

constexpr const char* examples = R"(Examples:
  carillon-sandbox --data /tmp/sandbox                      any free ports; they are printed
  carillon-sandbox --data DIR --listen 127.0.0.1:9443 --control 127.0.0.1:9444 --ledger DIR/ledger
  carillon-sandbox --data DIR --latency 40ms --jitter 20ms  a provider as far away as the real ones
  carillon-sandbox --data DIR --fast --no-apns-probe --no-verify    what a load generator pushes into)";

/// With a line for each desk.
std::string description() {
  constexpr std::size_t column = 46;
  std::string text = description_start;
  for (const desk_facts* each : desk_list()) {
    std::string line = "  " + std::string(each->route);
    if (line.size() < column) line.resize(column, ' ');
    text += line + std::string(each->plays) + '\n';
  }
  return text + description_end;
}

/// "40ms", "2s", "40" (milliseconds).
std::string parse_duration(const std::string& text, std::chrono::milliseconds& out) {
  std::int64_t number = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(end, text.data() + text.size());
  const bool is_known = unit.empty() || unit == "ms" || unit == "s";
  if (ec != std::errc{} || number < 0 || number > 3'600'000 || !is_known)
    return "a duration such as 40ms or 2s";
  out = std::chrono::milliseconds(unit == "s" ? number * 1000 : number);
  return {};
}

void add_duration(CLI::App& app, const std::string& name, std::chrono::milliseconds& target,
                  const std::string& what) {
  app.add_option_function<std::string>(
         name,
         [&target, name](const std::string& text) {
           if (auto wrong = parse_duration(text, target); !wrong.empty())
             throw CLI::ValidationError(name, wrong);
         },
         what)
      ->type_name("DURATION");
}

}  // namespace

std::variant<options, int> parse_options(int argc, const char* const* argv) {
  options chosen;
  CLI::App app{description(), "carillon-sandbox"};
  app.footer(examples);
  app.add_option("--listen", chosen.listen, "Where pushes come in (TLS, HTTP/2); port 0 picks a free one")
      ->capture_default_str();
  app.add_option("--control", chosen.control,
                 "Where it is told what to do, and shows what came: open http://<it>/ (plain HTTP)")
      ->capture_default_str();
  app.add_option("--smtp", chosen.smtp, "Where mail comes in, with STARTTLS")->capture_default_str();
  app.add_option("--smtps", chosen.smtps, "Where mail comes in, with TLS from the first byte")
      ->capture_default_str();
  app.add_option("--data", chosen.data_directory,
                 "Folder for ca.pem (clients must trust it), and for what is kept over restarts")
      ->required();
  app.add_option("--ledger", chosen.ledger_file, "Append a line for every request, before it is answered");
  app.add_option(
      "--ready-file", chosen.ready_file,
      R"(Written once listening: {"listen_port":N,"control_port":N,"smtp_port":N,"smtps_port":N,"page":"…","ca_file":"…","pid":N})");
  app.add_flag("--fast", chosen.is_fast,
               "For benchmarks: verify a caller once a connection, then believe it");
  add_duration(app, "--latency", chosen.initial.latency, "Delay of every answer: 40ms, 2s");
  add_duration(app, "--jitter", chosen.initial.jitter, "Latency varies by ± this");
  app.add_option("--max-streams", chosen.initial.max_streams,
                 "Concurrent streams of a connection once trusted")
      ->capture_default_str();
  app.add_flag("--apns-probe,!--no-apns-probe", chosen.is_probed,
               "One stream until a connection's first push was accepted, as APNs does (on)");
  std::string environment = "production";
  app.add_option("--apns-environment", environment, "Which of Apple's hosts to play")
      ->check(CLI::IsMember({"production", "development"}))
      ->capture_default_str();
  app.add_option("--keep-messages", chosen.kept.most_messages,
                 "How many of the last messages the page shows; 0, and --fast: none")
      ->check(CLI::Range(0, 100'000))
      ->capture_default_str();
  app.add_option("--seed", chosen.seed, "Of rules with a probability, and of the jitter")
      ->capture_default_str();
  app.add_option("--threads", chosen.threads, "I/O threads that share the port")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  bool is_unverified = false;
  app.add_flag("--no-verify", is_unverified, "Do not look at credentials");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& stopped) {
    return app.exit(stopped) == 0 ? 0 : 2;
  }
  chosen.is_verified = !is_unverified;
  chosen.initial.environment =
      environment == "production" ? apns_environment::production : apns_environment::development;
  return chosen;
}

}  // namespace carillon::sandbox
