// `carillon project`, `token` and `import` against a real Redis.
#include <gtest/gtest.h>

#include <fstream>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "tests/app/carillon.hpp"

namespace carillon::app {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class project_commands : public commands_test {
 protected:
  json make_project(const std::string& name) {
    const auto end = run_command({"project", "create", name, "--json"});
    EXPECT_EQ(end.exit_code, 0) << end.errors;
    return parse_json(end.output).value();
  }
  /// What a command prints with --json.
  json answer(std::vector<std::string> words) {
    words.emplace_back("--json");
    const auto end = run_command(std::move(words));
    EXPECT_EQ(end.exit_code, 0) << end.errors;
    return parse_json(end.output).value();
  }
  std::string file_with(std::string_view text) {
    auto path = (data_folder() / "users.ndjson").string();
    std::ofstream(path) << text;
    return path;
  }
};

TEST_F(project_commands, create_shows_the_keys_and_list_never_the_secret) {
  const auto end = run_command({"project", "create", "Bells & Whistles"});
  EXPECT_EQ(end.exit_code, 0) << end.errors;
  EXPECT_EQ(end.errors, "");
  EXPECT_THAT(end.output, AllOf(HasSubstr("Bells & Whistles"), HasSubstr("public key"),
                                HasSubstr("secret key"), HasSubstr("carillon token create")));
  const auto made = make_project("second");
  const auto secret_key = made["secret_key"].get<std::string>();
  ASSERT_GE(secret_key.size(), 32U);
  const auto listed = run_command({"project", "list"});
  EXPECT_THAT(listed.output, AllOf(HasSubstr("Bells & Whistles"), HasSubstr(made["id"].get<std::string>()),
                                   HasSubstr(made["public_key"].get<std::string>())));
  EXPECT_THAT(listed.output, Not(HasSubstr(secret_key)));
  const auto rows = answer({"project", "list"});
  ASSERT_EQ(rows.size(), 2U);
  for (const auto& row : rows) EXPECT_FALSE(row.contains("secret_key"));
}

TEST_F(project_commands, create_refuses_a_name_nobody_can_read) {
  for (const auto& name : {std::string(), std::string(256, 'x'), std::string("\xff\xfe")}) {
    const auto end = run_command({"project", "create", name});
    EXPECT_EQ(end.exit_code, 78);
    EXPECT_THAT(end.errors, HasSubstr("1 to 255 bytes"));
  }
  EXPECT_EQ(answer({"project", "list"}).size(), 0U);
}

TEST_F(project_commands, list_says_how_to_make_the_first) {
  const auto end = run_command({"project", "list"});
  EXPECT_EQ(end.exit_code, 0);
  EXPECT_THAT(end.output, HasSubstr("carillon project create"));
}

TEST_F(project_commands, token_needs_to_know_the_project) {
  EXPECT_THAT(run_command({"token", "create"}).errors, HasSubstr("carillon project create"));
  const auto first = make_project("first");
  EXPECT_EQ(answer({"token", "create"})["project_id"], first["id"]);
  const auto second = make_project("second");
  const auto unsaid = run_command({"token", "create"});
  EXPECT_EQ(unsaid.exit_code, 1);
  EXPECT_THAT(unsaid.errors, AllOf(HasSubstr("--project"), HasSubstr("first"), HasSubstr("second")));
  EXPECT_EQ(unsaid.output, "");
  for (const auto* field : {"id", "public_key", "name"}) {
    const auto made = answer({"token", "create", "--project", second[field].get<std::string>()});
    EXPECT_EQ(made["project_id"], second["id"]) << field;
  }
  const auto wrong = run_command({"token", "create", "--project", "third"});
  EXPECT_EQ(wrong.exit_code, 1);
  EXPECT_THAT(wrong.errors, HasSubstr("no project \"third\""));
}

TEST_F(project_commands, token_is_printed_alone_for_scripts) {
  make_project("first");
  const auto end = run_command({"token", "create", "--user", "ann"});
  EXPECT_EQ(end.exit_code, 0);
  EXPECT_EQ(std::ranges::count(end.output, '\n'), 1);
  EXPECT_EQ(std::ranges::count(end.output, '.'), 2);  // a JWT, nothing beside it
  EXPECT_EQ(end.errors, "");
}

TEST_F(project_commands, token_expires_only_when_told_to) {
  make_project("first");
  EXPECT_FALSE(answer({"token", "create"}).contains("expires_at"));
  const auto lives = [&](const std::string& expiry) {
    const auto made = answer({"token", "create", "--expiry", expiry});
    return parse_rfc3339(made["expires_at"].get<std::string>()).value() -
           parse_rfc3339(made["created_at"].get<std::string>()).value();
  };
  using namespace std::chrono_literals;
  EXPECT_EQ(lives("60"), 60s);
  EXPECT_EQ(lives("30m"), 30min);
  EXPECT_EQ(lives("24h"), 24h);
  EXPECT_EQ(lives("30d"), 24h * 30);
  EXPECT_EQ(lives("1h30m"), 90min);
}

TEST_F(project_commands, rotate_key_prints_the_new_key_once_and_says_until_when_the_former_counts) {
  const auto made = make_project("first");
  const auto end = run_command({"project", "rotate-key", "--overlap", "2h"});
  EXPECT_EQ(end.exit_code, 0) << end.errors;
  EXPECT_THAT(end.output, AllOf(HasSubstr("secret key  sk_"), HasSubstr("counts until"), HasSubstr("first")));
  EXPECT_THAT(end.output, Not(HasSubstr(made["secret_key"].get<std::string>())));
  const auto second = end.output.substr(end.output.find("sk_"), 46);

  const auto shown = run_command({"project", "show", "first"});
  EXPECT_THAT(shown.output, AllOf(HasSubstr("until"), HasSubstr(made["public_key"].get<std::string>())));
  const auto listed = run_command({"project", "list"});
  EXPECT_THAT(listed.output, HasSubstr("former secret key until"));
  const auto facts = answer({"project", "show"});
  ASSERT_EQ(facts["secret_keys"].size(), 2U);
  EXPECT_EQ(facts["secret_keys"][1]["id"], made["secret_keys"][0]["id"]);
  EXPECT_TRUE(facts["secret_keys"][1].contains("valid_until"));
  for (const auto& text : {shown.output, listed.output, facts.dump(), answer({"project", "list"}).dump()}) {
    EXPECT_THAT(text, Not(HasSubstr(second)));
    EXPECT_THAT(text, Not(HasSubstr(made["secret_key"].get<std::string>())));
  }

  const auto refused = run_command({"project", "rotate-key"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.errors, AllOf(HasSubstr("--end-overlap"), HasSubstr("--now")));
  EXPECT_EQ(answer({"project", "rotate-key", "--end-overlap"})["secret_keys"].size(), 1U);
  const auto cut = answer({"project", "rotate-key", "--now", "--public-key"});
  EXPECT_EQ(cut["secret_keys"].size(), 1U);
  EXPECT_NE(cut["public_key"], made["public_key"]);
  EXPECT_TRUE(cut["secret_key"].get<std::string>().starts_with("sk_"));
}

TEST_F(project_commands, delete_wants_to_be_told_twice_and_leaves_others_alone) {
  const auto kept = make_project("kept");
  const auto gone = make_project("gone");
  const auto unsure = run_command({"project", "delete", "gone"});
  EXPECT_EQ(unsure.exit_code, exit_usage);
  EXPECT_THAT(unsure.errors, AllOf(HasSubstr("--yes"), HasSubstr(gone["id"].get<std::string>())));
  EXPECT_EQ(answer({"project", "list"}).size(), 2U);

  const auto end = run_command({"project", "delete", "gone", "--yes", "--worker.lease", "3s"});  // waits less
  EXPECT_EQ(end.exit_code, 0) << end.errors;
  EXPECT_THAT(end.output, HasSubstr("is gone"));
  const auto rows = answer({"project", "list"});
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0]["id"], kept["id"]);
  const auto again = run_command({"project", "delete", gone["id"].get<std::string>(), "--yes"});
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.errors, HasSubstr("no such project"));
}

TEST_F(project_commands, of_a_project_whose_deletion_was_interrupted_finish_it_and_nothing_else) {
  const auto gone = make_project("gone");
  const auto record = call({"KEYS", "*:prj:*"}).elements.at(0).text;
  call({"HSET", record, "del", "1000000"});
  EXPECT_THAT(run_command({"project", "list"}).output, HasSubstr("being deleted"));
  EXPECT_EQ(answer({"project", "show", "gone"})["status"], "being deleted");
  for (const auto& words : {std::vector<std::string>{"token", "create", "--project", "gone"},
                            std::vector<std::string>{"project", "rotate-key", "gone"}}) {
    EXPECT_EQ(run_command(words).exit_code, 1);
  }
  EXPECT_EQ(run_command({"project", "delete", "gone", "--yes"}).exit_code, 0);
  EXPECT_EQ(answer({"project", "list"}).size(), 0U);
}

TEST_F(project_commands, import_counts_users_and_names_bad_lines) {
  make_project("first");
  const json ann{{"external_id", "ann"}, {"fcm", {{{"device_token", std::string(100, 'a')}}}}};
  const auto file = file_with(dump_json(ann) +
                              "\n{\"external_id\":\n"
                              R"({"external_id":"bob"})"
                              "\n");
  const auto end = run_command({"import", file});
  EXPECT_EQ(end.exit_code, 65) << end.errors;
  EXPECT_THAT(end.output, AllOf(HasSubstr("100%"), HasSubstr("users 2"), HasSubstr("tokens 1"),
                                HasSubstr("bad lines 1")));
  EXPECT_THAT(end.errors, HasSubstr("line 2: "));
  EXPECT_THAT(end.errors, HasSubstr("1 of 3 lines were bad"));
}

TEST_F(project_commands, import_of_good_lines_is_a_success) {
  make_project("first");
  const auto end = run_command(
      {"import", file_with("\xef\xbb\xbf{\"external_id\":\"ann\"}\r\n\r\n{\"external_id\":\"bob\"}")});
  EXPECT_EQ(end.exit_code, 0) << end.errors;
  EXPECT_THAT(end.output, HasSubstr("users 2"));
  EXPECT_EQ(run_command({"import", file_with("")}).exit_code, 0);
}

TEST_F(project_commands, import_refuses_what_is_no_utf8_text_by_name) {
  make_project("first");
  const auto end = run_command({"import", file_with(std::string("\xff\xfe{\0\"\0", 6))});
  EXPECT_EQ(end.exit_code, 65);
  EXPECT_THAT(end.errors, AllOf(HasSubstr("UTF-16"), HasSubstr("iconv")));
}

TEST_F(project_commands, fail_when_their_output_cannot_be_written) {
  make_project("first");
  const auto end = test::run_program(
      {.words = {"/bin/sh", "-c", "exec \"$@\" >/dev/full", "sh", test::carillon_program(), "token", "create",
                 "--redis.url", server().url(), "--data_dir", data_folder().string()}});
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_THAT(end.errors, HasSubstr("standard output cannot be written"));
}

}  // namespace
}  // namespace carillon::app
