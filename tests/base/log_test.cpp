#include "base/log.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <functional>
#include <thread>
#include <vector>

#include "base/json.hpp"
#include "base/metrics.hpp"

namespace carillon::log {
namespace {

/// Standard output replaced by a pipe for as long as this lives.
class piped_output {
 public:
  piped_output() : original_(::dup(STDOUT_FILENO)) {
    EXPECT_EQ(::pipe(ends_.data()), 0);
    ::dup2(ends_[1], STDOUT_FILENO);
    ::close(ends_[1]);
  }
  piped_output(const piped_output&) = delete;
  piped_output& operator=(const piped_output&) = delete;
  ~piped_output() {
    restore();
    ::close(ends_[0]);
  }

  /// Everything written until `last_words` has been called. Ends the redirection.
  std::string read_until(const std::function<void()>& last_words) {
    std::string out;
    {
      const std::jthread reader([&] { out = read_to_the_end(); });
      last_words();
      restore();  // the pipe's last writer is gone: the reader sees its end
    }
    return out;
  }

 private:
  std::string read_to_the_end() const {
    std::string out;
    std::array<char, 65536> buffer{};
    for (ssize_t count = 0; (count = ::read(ends_[0], buffer.data(), buffer.size())) > 0;) {
      out.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return out;
  }

  void restore() {
    if (original_ < 0) return;
    ::dup2(original_, STDOUT_FILENO);
    ::close(original_);
    original_ = -1;
  }
  int original_;
  std::array<int, 2> ends_{};
};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t start = 0; start < text.size();) {
    const auto end = text.find('\n', start);
    lines.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return lines;
}

TEST(log, writes_json_lines_at_and_above_its_level) {
  piped_output output;
  configure(level::info, format::json, "tests");
  debug("too_fine", "Not written.");
  info("one_event", "One.", {{"count", 1}});
  error("two_event", "Two.");
  const auto lines = lines_of(output.read_until(flush));
  ASSERT_EQ(lines.size(), 2u);
  const auto first = parse_json(lines[0]).value();
  EXPECT_EQ(first["event"], "one_event");
  EXPECT_EQ(first["component"], "tests");
  EXPECT_EQ(first["count"], 1);
  EXPECT_EQ(parse_json(lines[1]).value()["level"], "error");
}

TEST(log, takes_a_pipe_for_no_terminal) {
  piped_output output;
  configure(level::info, format::automatic, "tests");
  info("one_event", "One.");
  EXPECT_TRUE(parse_json(lines_of(output.read_until(flush)).at(0)).has_value());
}

TEST(log, keeps_lines_whole_when_many_threads_write) {
  piped_output output;
  configure(level::info, format::json, "tests");
  {
    std::vector<std::jthread> threads;
    for (int number = 0; number < 4; ++number) {
      threads.emplace_back([] {
        for (int count = 0; count < 100; ++count) info("line", "A line.", {{"count", count}});
      });
    }
  }
  const auto lines = lines_of(output.read_until(flush));
  EXPECT_EQ(lines.size(), 400u);
  for (const auto& line : lines) EXPECT_TRUE(parse_json(line).has_value()) << line;
}

TEST(log, drops_and_counts_instead_of_waiting_for_a_reader) {
  piped_output output;  // nobody reads: the pipe takes 64 KiB, then writing to it blocks
  configure(level::info, format::json, "tests");
  const std::string filler(1000, 'x');
  for (int count = 0; count < 10'000; ++count) info("line", "A line.", {{"filler", filler}});
  EXPECT_GT(dropped_lines(), 0u);
  EXPECT_EQ(metrics::expose().find("carillon_log_dropped_total 0\n"), std::string::npos);
  const auto lines = lines_of(output.read_until(flush));
  EXPECT_EQ(lines.size() + dropped_lines(), 10'000u);
}

}  // namespace
}  // namespace carillon::log
