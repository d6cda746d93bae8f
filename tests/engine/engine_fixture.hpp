// A worker over a real Redis, a fake_apns and a fake_expo: one project, its integration, some users with
// devices.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "base/signing_key.hpp"
#include "engine/roles/worker.hpp"
#include "queue/event_log.hpp"
#include "store/delivery_plan.hpp"
#include "store/device_token.hpp"
#include "store/integration.hpp"
#include "store/user.hpp"
#include "tests/engine/fake_apns.hpp"
#include "tests/engine/fake_expo.hpp"
#include "tests/net/tls/tls_support.hpp"
#include "tests/support/redis_fixture.hpp"

namespace carillon::engine {

class engine_test : public test::redis_test {
 protected:
  static constexpr auto everyone = R"([{"users":{"all":true}}])";

  void SetUp() override {
    redis_test::SetUp();
    apns_server = std::make_unique<net::h2_server>(context, certificate.server(), apns);
    const auto port = apns_server->listen(boost::asio::ip::make_address("127.0.0.1"), 0).value();
    for (const auto* place : {"apns_production", "apns_sandbox"})
      settings.providers.origins[place] = "https://localhost:" + std::to_string(port);
    expo_server = std::make_unique<net::h2_server>(context, certificate.server(), expo);
    const auto expo_port = expo_server->listen(boost::asio::ip::make_address("127.0.0.1"), 0).value();
    settings.providers.origins["expo"] = "https://localhost:" + std::to_string(expo_port);
    settings.providers.ca_file = certificate.certificate_file();
    settings.retry.base = std::chrono::milliseconds(1);
    settings.worker.window = 50;
    ring = std::make_unique<store::keyring>(client(), names, master_key());
    ASSERT_TRUE(run(ring->open()));
    q = std::make_unique<queue::queue>(client(), queue::queue_options{});
    users = std::make_unique<store::users>(client(), names, *ring);
    tokens = std::make_unique<store::device_tokens>(client(), names);
    integrations =
        std::make_unique<store::integrations>(client(), names, *ring, std::chrono::milliseconds(0));
    ASSERT_TRUE(run(q->prepare()));
  }
  void TearDown() override {
    for (auto& each : workers_) stop(each);
    apns_server.reset();
    expo_server.reset();
    redis_test::TearDown();
  }

  static secret master_key() { return secret(std::string(32, 'k')); }

  worker& start_worker() {
    worker_environment environment{.settings = settings,
                                   .redis = server().options(),
                                   .master_keys = master_key(),
                                   .guard = addresses,
                                   .shared = shared_};
    auto& made = workers_.emplace_back(std::make_unique<worker>(context, std::move(environment)));
    const auto prepared = run(made->prepare());
    EXPECT_TRUE(prepared) << prepared.error().detail;
    made->start();
    return *made;
  }
  void stop(std::unique_ptr<worker>& running) {
    if (!running) return;
    run(running->drain(std::chrono::seconds(10)));
    running.reset();
  }
  void stop_all() {
    for (auto& each : workers_) stop(each);
  }

  /// A delivery plan under `key`: the project's unless it says otherwise.
  void have_plan(std::vector<store::delivery_step> steps,
                 std::string key = std::string(store::project_plan_key), bool is_disabled = false) {
    store::delivery_plans plans(client(), names);
    ASSERT_TRUE(run(plans.put(project, {std::move(key), std::move(steps), is_disabled})));
  }
  /// One delivery a recipient: what tests of pushing count.
  void have_push_only() { have_plan({{.via = channel::mobile_push}}); }

  void save_apns() {
    const auto key = signing_key::generate(key_kind::p256);
    const json config{{"app_id", "com.example.app"},
                      {"certificate", std::string(key.private_pem().reveal())},
                      {"key_id", "ABCDEFGHIJ"},
                      {"team_id", "KLMNOPQRST"}};
    ASSERT_TRUE(run(integrations->put(project, {.name = "apns", .natural_key = "app_id"}, config)));
  }
  void save_expo() {
    ASSERT_TRUE(run(integrations->put(project, {.name = "expo"}, {{"access_token", "expo-token"}})));
  }
  static std::string expo_token_of(unsigned user) {
    return "ExponentPushToken[" + std::to_string(user) + "]";
  }
  /// Beside the user's other devices, if there are any.
  void have_expo_device(const store::user_ref& who, unsigned user) {
    store::device_token token;
    token.via = provider::expo;
    token.token = expo_token_of(user);
    ASSERT_TRUE(run(tokens->save(project, who, token)));
  }
  static std::string token_of(unsigned user, unsigned device = 0) {
    return hex_encode(as_text(sha256(std::to_string(user) + "/" + std::to_string(device))));
  }
  store::user_ref have_user(unsigned number, unsigned devices = 1) {
    store::user_fields fields;
    fields.external_id = "user-" + std::to_string(number);
    const auto made = run(users->upsert(project, fields)).value();
    const store::user_ref who{made.id, queue::partition_of(project, made.id), made.number};
    for (unsigned device = 0; device < devices; ++device) {
      store::device_token token;
      token.via = provider::apns;
      token.token = token_of(number, device);
      EXPECT_TRUE(run(tokens->save(project, who, token)));
    }
    return who;
  }
  void have_users(unsigned count) {
    for (unsigned number = 0; number < count; ++number) have_user(number);
  }
  bool has_active_token(const store::user_ref& who, provider via = provider::apns) {
    for (const auto& each : run(tokens->list(project, who, via)).value()) {
      if (each.discarded_ms == 0) return true;
    }
    return false;
  }

  broadcast_id accept(std::string recipients = everyone, std::int64_t expires_ms = 0) {
    queue::broadcast_record record;
    record.created = now();
    record.id = broadcast_id::make(record.created);
    record.project = project;
    record.request_hash = std::string(32, 'h');
    record.body = body;
    record.recipients = std::move(recipients);
    record.expires_ms = expires_ms;
    record.urgency = lane::standard;
    EXPECT_EQ(run(q->accept(record)).value(), queue::accept_outcome::created);
    return record.id;
  }
  queue::broadcast_record find(broadcast_id id) { return run(q->find(project, id)).value(); }
  queue::broadcast_progress progress(broadcast_id id) { return run(q->progress(id)).value(); }
  std::uint64_t count(broadcast_id id, delivery_state state) {
    return progress(id).states[static_cast<std::size_t>(state)];
  }
  queue::depth depth() { return run(q->measure()).value(); }
  std::vector<queue::event_row> events() {
    queue::event_log log(client(), names);
    return run(log.page(project, std::nullopt, std::nullopt, 1000)).value().rows;
  }

  /// Runs everything until `condition` holds; false after 30 s.
  bool eventually(const std::function<bool()>& condition) {
    const auto guard = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > guard) return false;
      context.restart();
      context.run_for(std::chrono::milliseconds(5));
    }
    return true;
  }
  [[nodiscard]] bool is_processed(broadcast_id id) {
    return eventually([&] { return find(id).state == queue::broadcast_record::stage::processed; });
  }

  std::string body =
      R"({"title":"Bells","content":"They *ring*.","topic":"a.topic"})";  ///< of what is accepted
  config::settings settings;
  fake_apns apns;
  fake_expo expo;
  queue::keys names{"c:"};
  const project_id project = project_id::make(from_unix_ms(1'700'000'000'000));
  std::unique_ptr<store::keyring> ring;
  std::unique_ptr<queue::queue> q;
  std::unique_ptr<store::users> users;
  std::unique_ptr<store::device_tokens> tokens;
  std::unique_ptr<store::integrations> integrations;
  std::unique_ptr<net::h2_server> apns_server;
  net::test_certificate certificate;
  net::address_guard addresses = net::address_guard::make({}).value();  ///< of workers started from now on
  std::unique_ptr<net::h2_server> expo_server;

 private:
  std::shared_ptr<process_share> shared_ = make_process_share(1);
  std::vector<std::unique_ptr<worker>> workers_;
};

}  // namespace carillon::engine
