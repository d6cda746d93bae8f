// The sandbox as a whole, over loopback, pushed to by our own HTTP/2 client.
#include "sandbox/program.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/ids.hpp"
#include "net/origin_pool.hpp"
#include "net/tls/tls.hpp"
#include "tests/sandbox/callers.hpp"
#include "tests/support/http_client.hpp"

namespace carillon::sandbox::testing {
namespace {

constexpr std::array<std::string_view, 1> kept_headers{"apns-id"};

struct push_exchange final : net::exchange {
  push_exchange() { request.kept = kept_headers; }
  void on_response() override { is_done = true; }
  void on_failure(net::transport_failure why) override {
    failed = why;
    is_done = true;
  }
  bool is_done = false;
  std::optional<net::transport_failure> failed;
};

class program_test : public ::testing::Test {
 protected:
  program_test() {
    char name[] = "/tmp/sandbox-test-XXXXXX";
    directory_ = ::mkdtemp(name);
    chosen_.data_directory = directory_ + "/data";
    chosen_.ledger_file = directory_ + "/ledger";
  }
  ~program_test() override {
    running_.reset();  // it keeps its messages when it ends
    std::filesystem::remove_all(directory_);
  }

  void start() {
    running_ = program::start(chosen_).value();
    control("PUT", "/control/credentials", credentials().dump());
  }
  json control(const std::string& method, const std::string& path, const std::string& body = {}) {
    test::http_client client(running_->control_port());
    const auto answer = client.send({.method = method, .target = path, .body = body});
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.parsed();
  }
  /// Pushes to all devices over one connection and waits for every end.
  std::vector<std::unique_ptr<push_exchange>> push(const std::vector<std::string>& devices) {
    asio::io_context context;
    net::deadline_wheel wheel(context);
    const auto tls = net::make_client_tls({.ca_file = running_->ca_file()}).value();
    net::origin_pool pool(context, wheel,
                          {.target = {"localhost", running_->listen_port()},
                           .tls = tls,
                           .connections = 1,
                           .is_probed_first = true});
    const timestamp now = carillon::now();
    std::vector<std::unique_ptr<push_exchange>> exchanges;
    for (const auto& device : devices) {
      auto& made = exchanges.emplace_back(std::make_unique<push_exchange>());
      made->request.path = "/3/device/" + device;
      made->request.body = R"({"aps":{"alert":"Hello"}})";
      made->request.headers = {{"authorization", "bearer " + provider_token(now)},
                               {"apns-topic", "com.example.app"},
                               {"apns-push-type", "alert"},
                               {"apns-collapse-id", "note-1"}};
      made->timeout = std::chrono::seconds(10);
      pool.submit(*made);
    }
    const auto are_done = [&] {
      return std::ranges::all_of(exchanges, [](const auto& each) { return each->is_done; });
    };
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!are_done() && context.run_one_until(limit) > 0) {
    }
    EXPECT_TRUE(are_done());
    return exchanges;
  }
  /// Devices with tokens of their own.
  static std::vector<std::string> devices(int count) {
    std::vector<std::string> made;
    for (int i = 0; i < count; ++i) made.push_back(device_token("a" + std::to_string(100'000 + i)));
    return made;
  }
  std::int64_t ledger_lines() const {
    std::ifstream file(chosen_.ledger_file);
    return std::count(std::istreambuf_iterator<char>(file), {}, '\n');
  }

  std::string directory_;
  options chosen_;
  std::unique_ptr<program> running_;
};

TEST_F(program_test, accepts_pushes_and_writes_them_down) {
  start();
  for (const auto& each : push(devices(60))) {
    EXPECT_EQ(each->response.status, 200) << each->response.body;
    EXPECT_TRUE(uuid::parse(each->response.kept.at(0)));
  }
  EXPECT_EQ(ledger_lines(), 60);
  EXPECT_EQ(control("GET", "/control/counts").at("distinct"), 60);
}

TEST_F(program_test, serves_the_same_from_several_threads_and_late) {
  chosen_.threads = 2;
  chosen_.initial.latency = std::chrono::milliseconds(5);
  chosen_.initial.jitter = std::chrono::milliseconds(5);
  start();
  for (const auto& each : push(devices(60))) EXPECT_EQ(each->response.status, 200);
  EXPECT_EQ(ledger_lines(), 60);
}

TEST_F(program_test, leaves_what_comes_after_its_goaway_to_another_connection) {
  start();
  control("POST", "/control/rules",
          R"([{"match":{"every":20},"times":1,"action":{"goaway":{"reason":"Shutdown"}}}])");
  for (const auto& each : push(devices(60))) EXPECT_EQ(each->response.status, 200);
  const json counts = control("GET", "/control/counts");
  EXPECT_EQ(counts.at("apns"), (json{{"200", 60}, {"goaway", 1}}));
  EXPECT_EQ(counts.at("distinct"), 60);
}

TEST_F(program_test, remembers_whom_it_trusts_and_what_came_after_a_restart) {
  start();
  push(devices(2));
  const auto before = control("GET", "/messages").at("messages");
  ASSERT_EQ(before.size(), 2U);
  running_.reset();
  running_ = program::start(chosen_).value();
  EXPECT_EQ(control("GET", "/messages").at("messages"), before);
  for (const auto& each : push(devices(1))) EXPECT_EQ(each->response.status, 200) << each->response.body;
  EXPECT_EQ(control("GET", "/messages").at("messages").size(), 3U);
}

TEST_F(program_test, names_the_file_of_credentials_that_it_cannot_read) {
  start();
  running_.reset();
  std::ofstream(chosen_.data_directory + "/credentials.json") << "[";
  const auto refused = program::start(chosen_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::configuration);
  EXPECT_NE(refused.error().detail.find("credentials.json"), std::string::npos);
}

TEST_F(program_test, serves_its_page_over_the_control_port) {
  start();
  EXPECT_EQ(running_->page_address(), "http://127.0.0.1:" + std::to_string(running_->control_port()) + "/");
  test::http_client client(running_->control_port());
  const auto page = client.send({.method = "GET", .target = "/", .bearer = {}, .body = {}});
  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("<title>Carillon sandbox</title>"), std::string::npos);
  const auto foreign = client.send({.method = "POST",
                                    .target = "/control/reset",
                                    .bearer = {},
                                    .body = {},
                                    .headers = {{"sec-fetch-site", "cross-site"}}});
  EXPECT_EQ(foreign.status, 403);
}

TEST_F(program_test, tells_unprocessed_from_ambiguous_on_the_wire) {
  start();
  using net::transport_failure;
  const std::pair<const char*, transport_failure> ends[]{{"eeeeee90", transport_failure::refused},
                                                         {"eeeeee91", transport_failure::ambiguous},
                                                         {"eeeeee94", transport_failure::ambiguous},
                                                         {"eeeeee96", transport_failure::ambiguous}};
  for (const auto& [start, expected] : ends) {
    const auto exchanges = push({device_token(start)});
    ASSERT_TRUE(exchanges[0]->failed) << start;
    EXPECT_EQ(*exchanges[0]->failed, expected) << start;
  }
  EXPECT_EQ(control("GET", "/control/counts").at("accepted"), 1);
}

TEST_F(program_test, disturbs_idle_connections_on_demand) {
  start();
  EXPECT_EQ(control("POST", "/control/connections", R"({"settings":{"max_streams":5}})").at("status"), "ok");
  EXPECT_EQ(control("PUT", "/control/behaviour", R"({"latency_ms":1})").at("latency_ms"), 1);
  EXPECT_EQ(control("POST", "/control/reset").at("status"), "ok");
  EXPECT_EQ(control("GET", "/control/behaviour").at("latency_ms"), 0);
}

TEST_F(program_test, answers_mistaken_calls_with_their_mistake) {
  start();
  test::http_client client(running_->control_port());
  EXPECT_EQ(client.send({.method = "GET", .target = "/control/nothing"}).status, 404);
  const auto refused =
      client.send({.method = "POST", .target = "/control/rules", .body = R"([{"action":"x"}])"});
  EXPECT_EQ(refused.status, 400);
  EXPECT_NE(refused.body.find("rules[0]"), std::string::npos);
}

TEST_F(program_test, keeps_its_certificate_over_a_restart) {
  const auto read = [&] {
    std::ifstream file(chosen_.data_directory + "/ca.pem");
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  start();
  const auto first = read();
  running_.reset();
  start();
  EXPECT_NE(first, "");
  EXPECT_EQ(read(), first);
}

TEST_F(program_test, refuses_to_start_where_it_cannot_work) {
  for (const auto& broken : {&options::ledger_file, &options::ready_file, &options::data_directory}) {
    options wrong = chosen_;
    wrong.*broken = "/nowhere/at/all";
    EXPECT_FALSE(program::start(wrong));
  }
  for (const auto& broken : {&options::listen, &options::control}) {
    options wrong = chosen_;
    wrong.*broken = "127.0.0.1";
    EXPECT_FALSE(program::start(wrong));
  }
}

TEST_F(program_test, tells_when_it_is_ready) {
  chosen_.ready_file = directory_ + "/ready";
  start();
  std::ifstream file(chosen_.ready_file);
  const json ready = json::parse(file);
  EXPECT_EQ(ready.at("listen_port"), running_->listen_port());
  EXPECT_EQ(ready.at("control_port"), running_->control_port());
  EXPECT_EQ(ready.at("pid"), ::getpid());
}

}  // namespace
}  // namespace carillon::sandbox::testing
