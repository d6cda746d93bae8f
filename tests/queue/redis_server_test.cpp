// The embedded Redis, for real: started, owned, killed, orphaned.
#include "queue/redis_server.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <fstream>
#include <thread>

#include "net/redis/redis_inspect.hpp"
#include "tests/support/redis_fixture.hpp"

namespace carillon::queue {
namespace {

using namespace std::chrono_literals;

class redis_server_test : public ::testing::Test {
 protected:
  result<std::unique_ptr<redis_server>> start(redis_server_options options = {}) {
    options.folder = folder();
    return redis_server::start(std::move(options));
  }
  std::filesystem::path folder() const { return parent.path() / "redis"; }

  net::redis_reply call(const redis_server& server, net::redis_command command) {
    asio::io_context context{1};
    const auto client = net::connect_redis(context, server.client_options());
    auto reply = test::run(context, client->call(std::move(command)));
    if (reply) return *reply;
    return {.type = net::redis_reply::kind::error, .text = std::string(to_string(reply.error().code))};
  }
  // The file of the append-only folder whose name holds `part`.
  std::filesystem::path append_only_file(const std::string& part) {
    for (const auto& entry : std::filesystem::directory_iterator(folder() / "appendonlydir"))
      if (entry.path().filename().string().find(part) != std::string::npos) return entry.path();
    return {};
  }
  static mode_t mode_of(const std::filesystem::path& path) {
    struct stat found{};
    ::stat(path.c_str(), &found);
    return found.st_mode & 0777;
  }

  test::temporary_folder parent;
};

TEST_F(redis_server_test, is_private_and_durable) {
  auto server = start();
  ASSERT_TRUE(server) << server.error().detail;
  EXPECT_TRUE((*server)->is_running());
  EXPECT_EQ(mode_of(folder()), 0700U);
  EXPECT_EQ(mode_of(folder() / "redis.sock"), 0700U);
  EXPECT_EQ(mode_of(folder() / "redis.conf"), 0600U);
  EXPECT_EQ(mode_of(folder() / "redis.log"), 0600U);

  asio::io_context context{1};
  const auto client = net::connect_redis(context, (*server)->client_options());
  const auto facts = test::run(context, net::inspect_redis(*client));
  ASSERT_TRUE(facts) << facts.error().detail;
  EXPECT_EQ(facts->durability, net::redis_durability::fsync);
  EXPECT_EQ(facts->eviction_policy, "noeviction");
  EXPECT_GT(facts->max_memory, 0U);
  EXPECT_TRUE(facts->warnings.empty());
}

TEST_F(redis_server_test, gives_clients_no_right_to_destroy) {
  auto server = start();
  ASSERT_TRUE(server);
  EXPECT_EQ(call(**server, {"SET", "k", "v"}).text, "OK");
  EXPECT_EQ(call(**server, {"EVAL", "return redis.call('GET', KEYS[1])", "1", "k"}).text, "v");
  for (const auto& command : std::vector<net::redis_command>{{"FLUSHALL"},
                                                             {"FLUSHDB"},
                                                             {"SHUTDOWN"},
                                                             {"DEBUG", "SLEEP", "0"},
                                                             {"ACL", "LIST"},
                                                             {"CONFIG", "SET", "appendfsync", "no"}})
    EXPECT_TRUE(call(**server, command).is_error()) << command.words[0];
  EXPECT_EQ(call(**server, {"GET", "k"}).text, "v");
}

TEST_F(redis_server_test, lets_nobody_in_without_the_password) {
  auto server = start();
  ASSERT_TRUE(server);
  asio::io_context context{1};
  auto options = (*server)->client_options();
  options.username.clear();
  options.password = secret();
  const auto client = net::connect_redis(context, options);
  const auto reply = test::run(context, client->call({"PING"}));
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, errc::configuration);
}

TEST_F(redis_server_test, keeps_its_data_over_stop_and_start) {
  for (int round = 1; round <= 3; ++round) {
    auto server = start();
    ASSERT_TRUE(server) << server.error().detail;
    EXPECT_EQ(call(**server, {"INCR", "rounds"}).integer, round);
    (*server)->stop();
    EXPECT_FALSE((*server)->is_running());
    EXPECT_EQ((*server)->pid(), -1);
  }
}

TEST_F(redis_server_test, refuses_a_second_owner_of_the_folder) {
  auto first = start();
  ASSERT_TRUE(first);
  const auto second = start();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, errc::configuration);
  EXPECT_NE(second.error().detail.find("in use"), std::string::npos);
  EXPECT_NE(second.error().detail.find(std::to_string(::getpid())), std::string::npos);
  EXPECT_EQ(call(**first, {"PING"}).text, "PONG");
}

TEST_F(redis_server_test, restarts_a_child_that_was_killed) {
  auto server = start();
  ASSERT_TRUE(server);
  asio::io_context context{1};
  const auto client = net::connect_redis(context, (*server)->client_options());
  for (int round = 1; round <= 2; ++round) {
    const pid_t killed = (*server)->pid();
    EXPECT_EQ(test::run(context, client->call({"INCR", "rounds"}))->integer, round);
    ASSERT_EQ(::kill(killed, SIGKILL), 0);
    ASSERT_TRUE(test::run_until(context, [&] { return !client->is_connected(); }));
    ASSERT_TRUE(test::run_until(context, [&] { return client->is_connected(); }));
    EXPECT_NE((*server)->pid(), killed);
  }
  EXPECT_EQ(test::run(context, client->call({"GET", "rounds"}))->text, "2");
}

TEST_F(redis_server_test, names_the_package_when_the_binary_is_missing) {
  const auto server = start({.folder = {}, .binary = "redis-server-of-nobody"});
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().code, errc::configuration);
  EXPECT_NE(server.error().detail.find("Debian package redis-server"), std::string::npos);
}

TEST_F(redis_server_test, reports_a_child_that_ends_at_start) {
  const auto server = start({.folder = {}, .binary = "false"});
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().code, errc::configuration);
  EXPECT_NE(server.error().detail.find("exit code 1"), std::string::npos);
  EXPECT_TRUE(start()) << "the folder is free again";
}

TEST_F(redis_server_test, forgives_a_torn_tail_and_refuses_damage_in_the_middle) {
  {
    auto server = start();
    ASSERT_TRUE(server);
    for (int i = 0; i < 50; ++i) call(**server, {"RPUSH", "list", "value"});
  }
  const auto file = append_only_file(".incr.");
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 5);
  {
    auto server = start();
    ASSERT_TRUE(server) << server.error().detail;
    EXPECT_EQ(call(**server, {"LLEN", "list"}).integer, 49);
  }
  std::fstream damage(append_only_file(".incr."), std::ios::in | std::ios::out | std::ios::binary);
  damage.seekp(200);
  damage << "XXXXXXXX";
  damage.close();
  const auto size = std::filesystem::file_size(append_only_file(".incr."));
  const auto refused = start();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::configuration);
  EXPECT_NE(refused.error().detail.find("redis-check-aof"), std::string::npos);
  EXPECT_EQ(std::filesystem::file_size(append_only_file(".incr.")), size);
}

// Redis' own way with a torn end leaves an open MULTI behind: its half of a transaction would be executed at
// the start after the next.
TEST_F(redis_server_test, executes_no_half_of_a_torn_transaction) {
  const auto write = [&](const redis_server& server) {
    call(server, {"EVAL", "redis.call('INCR', KEYS[1]) return redis.call('INCR', KEYS[2])", "2", "a", "b"});
  };
  for (int torn : {3, 20, 40}) {
    {
      auto server = start();
      ASSERT_TRUE(server) << server.error().detail;
      write(**server);
    }
    const auto file = append_only_file(".incr.");
    std::filesystem::resize_file(file, std::filesystem::file_size(file) - static_cast<unsigned>(torn));
    auto server = start();
    ASSERT_TRUE(server) << server.error().detail;
    write(**server);
  }
  auto server = start();
  ASSERT_TRUE(server) << server.error().detail;
  EXPECT_EQ(call(**server, {"GET", "a"}).text, "3");
  EXPECT_EQ(call(**server, {"GET", "b"}).text, "3");
}

TEST_F(redis_server_test, finds_a_place_for_the_socket_when_the_path_is_too_long) {
  const auto deep = parent.path() / std::string(120, 'x') / "re?dis \"quoted\"";
  auto server = redis_server::start({.folder = deep});
  ASSERT_TRUE(server) << server.error().detail;
  EXPECT_EQ(call(**server, {"PING"}).text, "PONG");
  EXPECT_TRUE(std::filesystem::exists(deep / "appendonlydir"));
  const std::filesystem::path socket = (*server)->client_options().url.substr(std::string("unix://").size());
  EXPECT_EQ(mode_of(socket.parent_path()), 0700U);
  server = error(errc::cancelled, "ended");
  EXPECT_FALSE(std::filesystem::exists(socket.parent_path()));
}

TEST_F(redis_server_test, tells_how_loading_gets_on_and_can_be_given_up) {
  {
    auto server = start();
    ASSERT_TRUE(server);
    asio::io_context context{1};
    const auto client = net::connect_redis(context, (*server)->client_options());
    std::vector<net::redis_command> pushes(6'000, {"RPUSH", "list", "value"});
    test::run(context, client->pipeline(std::move(pushes)));
  }
  const auto slow = (parent.path() / "slow-redis").string();
  std::ofstream(slow) << "#!/bin/sh\nexec redis-server \"$1\" --key-load-delay 400\n";
  std::filesystem::permissions(slow, std::filesystem::perms::owner_all);
  std::string progress;
  const auto given_up = start({.folder = {}, .binary = slow, .on_progress = [&](std::string_view told) {
                                 progress = told;
                                 return told.find("% loaded") == std::string_view::npos;
                               }});
  ASSERT_FALSE(given_up);
  EXPECT_EQ(given_up.error().code, errc::cancelled);
  EXPECT_NE(progress.find("% loaded"), std::string::npos);
  auto server = start();
  ASSERT_TRUE(server) << server.error().detail;
  EXPECT_EQ(call(**server, {"LLEN", "list"}).integer, 6'000);
}

TEST_F(redis_server_test, keeps_what_scripts_wrote_over_stop_and_start) {
  // Effects of a script lie in the append-only file as a transaction, which Redis replays as its default
  // user.
  const std::string script =
      "#!lua\nredis.call('SET', KEYS[1], ARGV[1]) redis.call('RPUSH', KEYS[2], 1, 2, 3)";
  for (int round = 0; round < 2; ++round) {
    auto server = start();
    ASSERT_TRUE(server) << server.error().detail;
    if (round == 0) {
      call(**server, {"EVAL", script, "2", "{a}:text", "{a}:list", "kept"});
    } else {
      EXPECT_EQ(call(**server, {"GET", "{a}:text"}).text, "kept");
      EXPECT_EQ(call(**server, {"LLEN", "{a}:list"}).integer, 3);
    }
  }
}

TEST_F(redis_server_test, tells_a_stranger_at_its_socket_nothing) {
  auto server = start();
  ASSERT_TRUE(server);
  ASSERT_EQ(call(**server, {"SET", "secret", "sesame"}).text, "OK");
  boost::asio::io_context context{1};
  boost::asio::local::stream_protocol::socket stranger(context);
  stranger.connect((folder() / "redis.sock").string());
  for (const std::string command : {"GET secret\r\n", "AUTH default \"\"\r\n", "AUTH carillon guess\r\n",
                                    "HELLO 3\r\n", "CONFIG GET dir\r\n", "EVAL \"return 1\" 0\r\n"}) {
    boost::asio::write(stranger, boost::asio::buffer(command));
    std::string answer;
    boost::asio::read_until(stranger, boost::asio::dynamic_buffer(answer), "\r\n");
    EXPECT_TRUE(answer.starts_with("-NOAUTH") || answer.starts_with("-WRONGPASS")) << command << answer;
    EXPECT_EQ(answer.find("sesame"), std::string::npos);
  }
}

TEST_F(redis_server_test, moves_a_log_aside_that_has_grown_long) {
  {
    ASSERT_TRUE(start());
  }
  const auto log = folder() / "redis.log";
  std::filesystem::resize_file(log, (10 << 20) + 1);
  {
    ASSERT_TRUE(start());
  }
  EXPECT_LT(std::filesystem::file_size(log), 1U << 20);
  EXPECT_EQ(std::filesystem::file_size(folder() / "redis.log.old"), (10U << 20) + 1);
  EXPECT_EQ(mode_of(log), 0600U);
}

TEST_F(redis_server_test, reports_a_folder_that_cannot_be_made) {
  std::ofstream(parent.path() / "file") << "x";
  const auto server = redis_server::start({.folder = parent.path() / "file" / "redis"});
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().code, errc::configuration);
}

/// In a process of its own: tells the child's pid through the pipe `note` and waits to be killed.
[[noreturn]] void run_until_killed(const std::filesystem::path& folder, const std::filesystem::path& note) {
  auto server = redis_server::start({.folder = folder});
  std::ofstream(note) << (server ? (*server)->pid() : -1) << '\n' << std::flush;
  while (true) ::pause();
}

TEST_F(redis_server_test, ends_with_its_parent) {
  const auto note = parent.path() / "pid";
  ASSERT_EQ(::mkfifo(note.c_str(), 0600), 0);
  const pid_t helper = ::fork();
  if (helper == 0) run_until_killed(folder(), note);
  pid_t redis = -1;
  std::ifstream(note) >> redis;
  ASSERT_GT(redis, 0);
  ASSERT_EQ(::kill(redis, 0), 0);
  ::kill(helper, SIGKILL);
  ::waitpid(helper, nullptr, 0);

  // The dead parent's Redis may still flush: the folder is refused to nobody for that, only made to wait.
  auto heir = start();
  ASSERT_TRUE(heir) << heir.error().detail;
  std::string state = "gone";
  std::ifstream status("/proc/" + std::to_string(redis) + "/stat");
  for (std::string word; status >> word;)
    if (word.ends_with(')')) status >> state;
  EXPECT_TRUE(state == "gone" || state == "Z") << state;
}

}  // namespace
}  // namespace carillon::queue
