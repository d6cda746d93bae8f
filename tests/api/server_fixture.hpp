// A real API server on a thread of its own over a real, empty Redis; projects made through the store;
// requests by a plain HTTP client from the test's thread.
#pragma once

#include <future>

#include "api/resources/tokens.hpp"
#include "api/server.hpp"
#include "base/jws.hpp"
#include "net/io_thread.hpp"
#include "queue/queue.hpp"
#include "store/project.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/redis_fixture.hpp"

namespace carillon::api {

struct tenant {
  store::project project;
  std::string token;  ///< a project JWT
};

class api_test : public test::redis_test {
 protected:
  void SetUp() override;
  void TearDown() override;

  /// For a test that wants other settings than the defaults; called before the server starts.
  virtual void adjust(config::settings&) {}
  /// Likewise, for one whose work on large bodies is refused.
  virtual net::compute_pool_options compute_options() { return {}; }

  tenant make_tenant(const std::string& name);
  /// As a customer's backend signs it.
  static std::string customer_token(const tenant& of, const std::string& external_id);
  static std::string sign(const tenant& of, const json& claims) {
    return sign_hs256(claims, of.project.secret_key);
  }

  test::http_answer send(const test::http_call& call) { return http_->send(call); }
  test::http_answer get(const std::string& path, const std::string& token) {
    return send({.target = "/v2" + path, .bearer = token});
  }
  test::http_answer post(const std::string& path, const std::string& token, const json& body) {
    return send({.method = "POST", .target = "/v2" + path, .bearer = token, .body = dump_json(body)});
  }
  test::http_answer put(const std::string& path, const std::string& token, const json& body) {
    return send({.method = "PUT", .target = "/v2" + path, .bearer = token, .body = dump_json(body)});
  }
  test::http_answer remove(const std::string& path, const std::string& token) {
    return send({.method = "DELETE", .target = "/v2" + path, .bearer = token});
  }
  /// Path and query of an absolute link, without /v2.
  static std::string path_of(const std::string& link) { return link.substr(link.find("/v2/") + 3); }

  static const secret& master_key();
  std::uint16_t port() const { return port_; }
  store::keyring& keys() { return *keyring_; }

  tenant first;
  tenant second;

 private:
  /// Runs `work` on the server's thread and waits for it.
  template <class Value>
  Value on_server(std::function<task<Value>()> work) {
    std::promise<Value> done;
    thread_.post([&] {
      asio::co_spawn(thread_.context(), work(), [&](std::exception_ptr failure, Value value) {
        failure ? done.set_exception(failure) : done.set_value(std::move(value));
      });
    });
    return done.get_future().get();
  }

  config::settings settings_;
  net::io_thread thread_{"api-test"};
  std::unique_ptr<api::server> server_;
  std::unique_ptr<store::keyring> keyring_;
  std::unique_ptr<test::http_client> http_;
  std::uint16_t port_ = 0;
};

inline const secret& api_test::master_key() {
  static const secret key(std::string(32, 'k'));
  return key;
}

inline void api_test::SetUp() {
  redis_test::SetUp();
  settings_.api.listen = "127.0.0.1:0";
  adjust(settings_);
  server_ = std::make_unique<api::server>(
      thread_.context(),
      server_environment{.settings = settings_,
                         .redis = redis_test::server().options(),
                         .master_keys = master_key(),
                         .compute = std::make_shared<net::compute_pool>(compute_options())});
  thread_.start();
  const auto prepared = on_server<result<void>>([this] { return server_->prepare(); });
  ASSERT_TRUE(prepared) << prepared.error().detail;
  std::promise<result<std::uint16_t>> listening;
  thread_.post([&] { listening.set_value(server_->listen()); });
  port_ = listening.get_future().get().value();
  keyring_ =
      std::make_unique<store::keyring>(client(), queue::keys(settings_.redis.key_prefix), master_key());
  ASSERT_TRUE(run(keyring_->open()));
  first = make_tenant("first");
  second = make_tenant("second");
  http_ = std::make_unique<test::http_client>(port_);
}

inline void api_test::TearDown() {
  http_.reset();
  keyring_.reset();
  if (server_) {
    on_server<bool>([this]() -> task<bool> {
      co_await server_->stop(std::chrono::seconds(5));
      co_return true;
    });
    thread_.post([this] { server_.reset(); });
  }
  thread_.release();
  thread_.join();
  redis_test::TearDown();
}

inline tenant api_test::make_tenant(const std::string& name) {
  const queue::keys names(settings_.redis.key_prefix);
  store::projects projects(client(), names, *keyring_);
  store::jwt_registry registry(client(), names);
  auto project = run(projects.create(name)).value();
  const auto issued =
      run(issue_project_token(*keyring_, registry, project.id, {.name = name, .expiry = {}})).value();
  return {std::move(project), std::string(issued.text.reveal())};
}

inline std::string api_test::customer_token(const tenant& of, const std::string& external_id) {
  return sign(
      of, {{"user_external_id", external_id}, {"user_email", nullptr}, {"api_key", of.project.public_key}});
}

}  // namespace carillon::api
