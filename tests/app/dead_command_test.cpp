// `carillon dead` against a real Redis with one job among the dead.
#include <gtest/gtest.h>

#include "base/json.hpp"
#include "queue/keys.hpp"
#include "tests/app/carillon.hpp"

namespace carillon::app {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class dead_command : public commands_test {
 protected:
  static constexpr queue::partition where = 7;

  /// Three recipients, the first delivered; lost three times. Its name.
  std::string have_dead_job() {
    const auto project = std::string(project_.raw());
    const auto id = queue::short_id(broadcast_.value) + ":2:0";
    call({"HSET", names_.broadcast(broadcast_), "t", project, "st", "planned", "parts",
          std::to_string(1U << where), "chs", "2"});
    call({"HSET", names_.counters(where, broadcast_), "planned", "1", "steps", "2:0", "jobs", "1", "r", "3"});
    call({"HSET", names_.job(where, id), "t", project, "n", "3", "ln", to_string(lane::standard), "st", "x",
          "lost", "3", "reason", "poison"});
    call({"SET", names_.outcomes(where, id), std::string("\x12\0\0", 3)});
    call({"ZADD", names_.dead(where), "1700000000000", id});
    return std::to_string(where) + "/" + id;
  }
  std::int64_t count_dead() { return call({"ZCARD", names_.dead(where)}).integer; }
  std::int64_t count_ready() { return call({"ZCARD", names_.ready(where, lane::standard)}).integer; }

  const queue::keys names_{"c:"};
  const project_id project_ = project_id::make(from_unix_ms(1'700'000'000'000));
  const broadcast_id broadcast_ = broadcast_id::make(from_unix_ms(1'700'000'000'000));
};

TEST_F(dead_command, list_says_when_there_is_none) {
  const auto end = run_command({"dead", "list"});
  EXPECT_EQ(end.exit_code, 0) << end.errors;
  EXPECT_EQ(end.output, "no dead jobs\n");
  EXPECT_EQ(run_command({"dead", "list", "--json"}).output, "[]\n");
}

TEST_F(dead_command, list_tells_what_is_left_of_a_job) {
  const auto name = have_dead_job();
  const auto table = run_command({"dead", "list"}).output;
  EXPECT_THAT(table, AllOf(HasSubstr(name), HasSubstr("mobile_push"), HasSubstr("poison"),
                           HasSubstr(broadcast_.to_string())));
  const auto rows = parse_json(run_command({"dead", "list", "--json"}).output).value();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0]["id"], name);
  EXPECT_EQ(rows[0]["recipients"], 3);
  EXPECT_EQ(rows[0]["open"], 2);
  EXPECT_EQ(rows[0]["lost"], 3);
}

TEST_F(dead_command, redrive_gives_a_named_job_another_life) {
  const auto name = have_dead_job();
  const auto end = run_command({"dead", "redrive", name});
  EXPECT_EQ(end.exit_code, 0) << end.errors;
  EXPECT_EQ(end.output, "redriven 1 job with 2 open recipients\n");
  EXPECT_EQ(count_dead(), 0);
  EXPECT_EQ(count_ready(), 1);
}

TEST_F(dead_command, discard_ends_the_broadcast) {
  have_dead_job();
  const auto end = run_command({"dead", "discard", "--all", "--json"});
  EXPECT_EQ(end.exit_code, 0) << end.errors;
  const auto told = parse_json(end.output).value();
  EXPECT_EQ(told["discarded"], 1);
  EXPECT_EQ(told["recipients"], 2);
  EXPECT_EQ(count_dead(), 0);
  EXPECT_EQ(count_ready(), 0);
  EXPECT_EQ(call({"HGET", names_.broadcast(broadcast_), "st"}).text, "processed");
}

TEST_F(dead_command, decides_on_those_of_a_broadcast_or_a_reason) {
  const auto name = have_dead_job();
  const auto listed = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"dead", "list", "--json"});
    return parse_json(run_command(words).output).value().size();
  };
  EXPECT_EQ(listed({"--broadcast", broadcast_.to_string(), "--reason", "poison"}), 1U);
  EXPECT_EQ(listed({"--reason", "failed"}), 0U);
  EXPECT_EQ(listed({"--broadcast", "00000000-0000-7000-8000-000000000001"}), 0U);
  EXPECT_EQ(run_command({"dead", "redrive", "--reason", "damaged"}).output,
            "redriven 0 jobs with 0 open recipients\n");
  EXPECT_EQ(count_dead(), 1);
  EXPECT_EQ(run_command({"dead", "redrive", "--broadcast", broadcast_.to_string()}).output,
            "redriven 1 job with 2 open recipients\n");
  EXPECT_EQ(count_dead(), 0);
}

TEST_F(dead_command, touches_nothing_that_was_not_named) {
  have_dead_job();
  const auto unnamed = run_command({"dead", "discard"});
  EXPECT_EQ(unnamed.exit_code, 1);
  EXPECT_THAT(unnamed.errors, AllOf(HasSubstr("carillon dead list"), HasSubstr("--all")));
  const auto nonsense = run_command({"dead", "discard", "--broadcast", "mine"});
  EXPECT_EQ(nonsense.exit_code, 1);
  EXPECT_THAT(nonsense.errors, HasSubstr("--broadcast: mine is not an id"));
  const auto unknown = run_command({"dead", "redrive", "7/nobody"});
  EXPECT_EQ(unknown.exit_code, 1);
  EXPECT_THAT(unknown.errors, HasSubstr("no dead job 7/nobody"));
  EXPECT_EQ(count_dead(), 1);
}

}  // namespace
}  // namespace carillon::app
