#include "app/demo.hpp"

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <thread>

#include "app/demo_person.hpp"
#include "app/demo_progress.hpp"
#include "app/demo_report.hpp"
#include "app/demo_services.hpp"
#include "app/demo_world.hpp"
#include "app/exit_code.hpp"
#include "app/http_call.hpp"

namespace carillon::app {
namespace {

constexpr auto poll_every = std::chrono::milliseconds(200);
/// Without any progress for this long, something is wrong.
constexpr auto stuck_after = std::chrono::seconds(120);
constexpr double share_retried = 0.01;

volatile std::sig_atomic_t was_interrupted = 0;

void headline(const std::string& text) {
  std::cout << "\n== " << text << '\n';
}

class demo {
 public:
  demo(const command_line& line, const std::filesystem::path& own_path)
      : line_(line),
        services_(own_path.string(), line.sandbox.empty()
                                         ? (own_path.parent_path() / "carillon-sandbox").string()
                                         : line.sandbox) {}

  result<bool> run() {
    for (const auto step :
         {&demo::start, &demo::connect, &demo::import_audience, &demo::broadcast, &demo::watch}) {
      if (auto done = (this->*step)(); !done) return done.error();
    }
    return conclude();
  }

 private:
  result<void> start() {
    headline("Starting the provider sandbox and carillon serve (with its embedded Redis)");
    auto folder = make_demo_folder();
    if (!folder) return folder.error();
    std::cout << "data folder " << *folder << '\n';
    auto place = services_.start_sandbox(*folder);
    if (!place) return place.error();
    place_ = std::move(*place);
    auto settings = write_demo_settings(place_);
    if (!settings) return settings.error();
    settings_ = std::move(*settings);
    if (auto started = services_.start_server(place_, settings_); !started) return started.error();
    std::cout << "API " << services_.api() << ", metrics " << services_.ops() << "/metrics, sandbox "
              << place_.sandbox_origin << '\n';
    return {};
  }

  result<void> connect() {
    headline("Creating a project and storing APNs and FCM integrations (keys made on the spot)");
    auto made = services_.run(place_, settings_, {"project", "create", "demo", "--json"}, false);
    if (!made) return made.error();
    auto token = services_.run(place_, settings_, {"token", "create", "--json"}, false);
    if (!token) return token.error();
    const auto issued = parse_json(*token);
    if (!issued) return issued.error();
    token_ = issued->value("token", "");

    const demo_accounts accounts = make_demo_accounts(place_);
    const json slow{
        {{"match", {{"probability", share_retried}}}, {"action", {{"respond", {{"status", 503}}}}}}};
    for (const auto& [method, url, bearer, body] :
         {std::tuple{"PUT", place_.sandbox_control + "/control/credentials", std::string(),
                     accounts.credentials},
          {"POST", place_.sandbox_control + "/control/rules", std::string(), slow},
          {"PUT", services_.api() + "/v2/integrations/apns", token_, accounts.apns},
          {"PUT", services_.api() + "/v2/integrations/fcm", token_, accounts.fcm},
          // Without it every user's inbox were a delivery as well, and what is counted here is devices.
          {"PUT", services_.api() + "/v2/channels/deliveryconfig", token_,
           json{{"channels", {{{"channel", "mobile_push"}}}}}}}) {
      const auto answered = ask_json(method, url, bearer, body);
      if (!answered) return answered.error();
    }
    std::cout
        << "team DEMOTEAM12 and Google project carillon-demo are stored; the sandbox knows their public keys"
        << '\n';
    return {};
  }

  result<void> import_audience() {
    headline("Importing " + grouped(line_.users) + " users with one to three devices each");
    auto audience = write_demo_users(place_.folder, line_.users, [](std::uint64_t) {});
    if (!audience) return audience.error();
    audience_ = std::move(*audience);
    auto imported = services_.run(place_, settings_, {"import", audience_.file}, true);
    return imported ? result<void>() : imported.error();
  }

  result<void> broadcast() {
    headline("POST /v2/broadcasts to all of them: " + grouped(audience_.devices) + " deliveries");
    const json body{{"title", "The bells are ringing"},
                    {"content", "One broadcast, every device."},
                    {"action_url", "https://example.com/bells"},
                    {"category", "demo"},
                    {"recipients", {{{"users", {{"all", true}}}}}}};
    const auto answered = ask_json("POST", services_.api() + "/v2/broadcasts", token_, body);
    if (!answered) return answered.error();
    broadcast_id_ = answered->value("id", "");
    started_ = std::chrono::steady_clock::now();
    return {};
  }

  result<void> watch() {
    demo_progress progress(audience_.devices);
    auto last_change = std::chrono::steady_clock::now();
    double last_finished = -1;
    for (;;) {
      if (!services_.are_running())
        return error(errc::unavailable, "a server ended; logs are in " + place_.folder);
      if (was_interrupted != 0) return error(errc::cancelled, "interrupted");
      auto scraped = http_call("GET", services_.ops() + "/metrics", "", "");
      if (!scraped) return scraped.error();
      metrics_ = metrics_snapshot(scraped->body);
      const delivery_counts now = count_deliveries(metrics_);
      progress.show(now);
      auto shown = http_call("GET", services_.api() + "/v2/broadcasts/" + broadcast_id_, token_, "");
      if (!shown) return shown.error();
      shown_ = shown->parsed();
      if (shown_.value(json::json_pointer("/status/status"), "") == "processed") break;
      const auto time = std::chrono::steady_clock::now();
      if (now.finished() != last_finished) last_change = time;
      last_finished = now.finished();
      if (time - last_change > stuck_after)
        return error(errc::timeout, "no delivery for two minutes; logs are in " + place_.folder);
      std::this_thread::sleep_for(poll_every);
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
    if (auto scraped = http_call("GET", services_.ops() + "/metrics", "", ""))
      metrics_ = metrics_snapshot(scraped->body);
    progress.show(count_deliveries(metrics_));
    progress.finish();
    const double rate = static_cast<double>(audience_.devices) / seconds;
    std::printf("done in %.1f s: %s deliveries/s, each on record and synced to disk\n", seconds,
                grouped(static_cast<std::uint64_t>(rate)).c_str());
    return {};
  }

  result<bool> conclude() {
    headline("GET /v2/broadcasts/" + broadcast_id_);
    std::cout << shown_.dump(2) << '\n';
    headline("Outcomes by provider, and the sandbox's own count");
    auto counts = http_call("GET", place_.sandbox_control + "/control/counts", "", "");
    if (!counts) return counts.error();
    const bool do_agree = print_books(metrics_, counts->parsed());
    headline("GET /v2/events?limit=8");
    if (auto events = http_call("GET", services_.api() + "/v2/events?limit=8", token_, ""))
      print_events(events->parsed());
    if (auto reached = reach_person(); !reached) return reached.error();
    headline("Going on");
    print_next_steps({.place = place_,
                      .settings = settings_,
                      .api = services_.api(),
                      .token = token_,
                      .broadcast_id = broadcast_id_,
                      .is_kept_alive = line_.is_kept_alive});
    while (line_.is_kept_alive && was_interrupted == 0 && services_.are_running())
      std::this_thread::sleep_for(poll_every);
    services_.stop();
    return do_agree;
  }

  result<void> reach_person() {
    headline("One person, every channel: a broadcast to " + std::string(person_name));
    auto made = services_.run(place_, settings_, {"token", "create", "--user", person_name, "--json"}, false);
    if (!made) return made.error();
    const auto issued = parse_json(*made);
    if (!issued) return issued.error();
    const auto user_token = issued->value("token", "");
    const auto events = reach_one_person(
        {.place = place_, .api = services_.api(), .token = token_, .user_token = user_token});
    if (!events) return events.error();
    print_events(*events);
    return {};
  }

  const command_line& line_;
  demo_services services_;
  demo_place place_;
  demo_audience audience_;
  std::string settings_;
  std::string token_;
  std::string broadcast_id_;
  json shown_;
  metrics_snapshot metrics_;
  std::chrono::steady_clock::time_point started_;
};

}  // namespace

int run_demo(const command_line& line) {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGINT, [](int) { was_interrupted = 1; });
  std::signal(SIGTERM, [](int) { was_interrupted = 1; });
  std::error_code ec;
  const auto own_path = std::filesystem::read_symlink("/proc/self/exe", ec);
  if (ec) return report(error(errc::internal, "cannot tell where this program is: " + ec.message()));
  std::cout << std::unitbuf;  // through a pipe, too, each step is seen when it happens
  demo shown(line, own_path);
  const auto done = shown.run();
  if (!done) return report(done.error());
  return *done ? EXIT_SUCCESS : exit_failed;
}

}  // namespace carillon::app
