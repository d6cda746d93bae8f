#include "tests/support/redis_fixture.hpp"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>
#include <random>
#include <thread>

#include "net/redis/resp.hpp"

namespace carillon::test {

using namespace std::chrono_literals;

temporary_folder::temporary_folder() {
  std::string name = (std::filesystem::temp_directory_path() / "carillon.XXXXXX").string();
  if (!::mkdtemp(name.data())) throw std::runtime_error("mkdtemp failed");
  path_ = name;
}

temporary_folder::~temporary_folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::uint16_t port_for_redis() {
  constexpr std::uint16_t lowest = 15'000, highest = 31'999;
  std::random_device dice;
  std::uniform_int_distribution<std::uint16_t> any(lowest, highest);
  asio::io_context context;
  while (true) {
    const auto port = any(dice);
    asio::ip::tcp::acceptor probe(context);
    boost::system::error_code ec;
    probe.open(asio::ip::tcp::v4());
    probe.bind({asio::ip::address_v4::loopback(), port}, ec);
    if (!ec) return port;
  }
}

redis_process::redis_process(std::vector<std::string> arguments) : arguments_(std::move(arguments)) {
  start();
}

redis_process::~redis_process() {
  kill();
}

net::redis_options redis_process::options() const {
  net::redis_options options;
  options.url = url();
  return options;
}

void redis_process::start() {
  std::vector<std::string> words = {"redis-server",
                                    "--port",
                                    "0",
                                    "--unixsocket",
                                    socket_path(),
                                    "--dir",
                                    folder(),
                                    "--logfile",
                                    (folder() / "redis.log").string(),
                                    "--appendonly",
                                    "yes",
                                    "--appendfsync",
                                    "always",
                                    "--save",
                                    "",
                                    "--hash-max-listpack-value",
                                    "512",
                                    "--hash-max-listpack-entries",
                                    "512",
                                    "--enable-debug-command",
                                    "yes"};
  words.insert(words.end(), arguments_.begin(), arguments_.end());
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("fork failed");
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a crashed test leaves no server behind
    const int silence = ::open("/dev/null", O_RDWR);
    if (silence < 0) ::_exit(127);
    ::dup2(silence, STDIN_FILENO);
    ::dup2(silence, STDOUT_FILENO);
    ::execvp("redis-server", argv.data());
    ::_exit(127);
  }
  const auto is_ready = [this] {
    try {
      return command({"PING"}).error_word() != "LOADING";  // PONG, or NOAUTH
    } catch (const boost::system::system_error&) {
      return false;  // not listening yet
    }
  };
  const auto guard = std::chrono::steady_clock::now() + 30s;
  while (std::chrono::steady_clock::now() < guard) {
    if (::waitpid(pid_, nullptr, WNOHANG) == pid_) {
      pid_ = -1;
      throw std::runtime_error("redis-server ended at once: is Debian's redis-server installed?");
    }
    if (is_ready()) return;
    std::this_thread::sleep_for(2ms);
  }
  kill();
  throw std::runtime_error("redis-server did not answer within 30 s");
}

void redis_process::kill() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

void redis_process::freeze() {
  ::kill(pid_, SIGSTOP);
  ::waitpid(pid_, nullptr, WUNTRACED);
}

void redis_process::thaw() {
  ::kill(pid_, SIGCONT);
}

net::redis_reply redis_process::command(const net::redis_command& command) const {
  asio::io_context context;
  asio::local::stream_protocol::socket socket(context);
  socket.connect(socket_path().string());
  std::string out;
  net::append_command(out, command.words);
  asio::write(socket, asio::buffer(out));

  net::resp_parser parser;
  std::vector<net::redis_reply> replies;
  std::array<char, 16384> bytes;
  while (replies.empty()) {
    const std::size_t count = socket.read_some(asio::buffer(bytes));
    parser.parse({bytes.data(), count}, replies).value();
  }
  return std::move(replies.front());
}

void run(asio::io_context& context, task<> work) {
  auto with_value = [](task<> inner) -> task<bool> {
    co_await std::move(inner);
    co_return true;
  };
  run<bool>(context, with_value(std::move(work)));
}

redis_process& redis_test::server() {
  static redis_process shared;
  return shared;
}

void redis_test::SetUp() {
  server().command({"FLUSHALL"});
  server().command({"SCRIPT", "FLUSH"});
}

void redis_test::TearDown() {
  if (client_) client_->close();
  client_.reset();
  context.restart();
  context.poll();
}

net::redis& redis_test::client() {
  if (!client_) client_ = net::connect_redis(context, server().options());
  return *client_;
}

net::redis_reply redis_test::call(net::redis_command command) {
  auto outcome = run(client().call(std::move(command)));
  EXPECT_TRUE(outcome.has_value()) << outcome.error().detail;
  return outcome ? std::move(*outcome) : net::redis_reply{};
}

}  // namespace carillon::test
