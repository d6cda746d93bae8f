// `carillon suppression import|export` against a real Redis.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "base/json.hpp"
#include "tests/app/carillon.hpp"

namespace carillon::app {
namespace {

using testing::HasSubstr;

class suppression_transfer : public commands_test {
 protected:
  void SetUp() override {
    commands_test::SetUp();
    ASSERT_EQ(run_command({"project", "create", "Bells"}).exit_code, 0);
  }
  program_end import(const std::string& text, std::vector<std::string> more = {}) {
    const auto path = data_folder() / "list.csv";
    std::ofstream(path, std::ios::binary) << text;
    std::vector<std::string> words{"suppression", "import", path.string()};
    words.insert(words.end(), more.begin(), more.end());
    return run_command(std::move(words));
  }
  /// By address.
  std::map<std::string, json> listed() {
    std::map<std::string, json> all;
    std::istringstream lines(run_command({"suppression", "list", "--json"}).output);
    for (std::string line; std::getline(lines, line);) {
      auto one = json::parse(line);
      all[one["email"].get<std::string>()] = one;
    }
    return all;
  }
};

TEST_F(suppression_transfer, takes_a_column_of_addresses) {
  const auto end = import("zoe@example.net\nada@example.net\nZOE@example.net\n");
  EXPECT_EQ(end.exit_code, 0) << end.errors;
  EXPECT_THAT(end.output, HasSubstr("added 2, there already 1, ended since 0, bad lines 0"));
  EXPECT_EQ(listed()["ada@example.net"]["reason"], "bounce");
  EXPECT_EQ(import("eve@example.net\n", {"--reason", "complaint"}).exit_code, 0);
  EXPECT_EQ(listed()["eve@example.net"]["reason"], "complaint");
}

TEST_F(suppression_transfer, takes_what_a_provider_exports_by_its_columns) {
  const auto end =
      import("status,reason,Email,created\r\n5.1.1,\"550 no, such user\",zoe@example.net,1700000000\r\n");
  EXPECT_EQ(end.exit_code, 0) << end.errors;
  const auto one = listed()["zoe@example.net"];
  EXPECT_EQ(one["note"], "550 no, such user");
  EXPECT_EQ(one["reason"], "bounce");
  EXPECT_EQ(one["source"], "cli");
}

TEST_F(suppression_transfer, tells_bad_lines_and_takes_the_others) {
  const auto end = import("email\nzoe@example.net\nnobody\nada@example.net\n");
  EXPECT_EQ(end.exit_code, 65);
  EXPECT_THAT(end.errors, HasSubstr("line 3: the address"));
  EXPECT_EQ(listed().size(), 2U);
  EXPECT_EQ(import("a,b\nc,d\n").exit_code, 65);
  EXPECT_THAT(import("a,b\nc,d\n").errors, HasSubstr("one of them email"));
  EXPECT_THAT(import("x\n", {"--reason", "soft"}).errors, HasSubstr("--reason should be one of"));
  EXPECT_EQ(run_command({"suppression", "import", "/no/such/file"}).exit_code, 78);
}

TEST_F(suppression_transfer, brings_back_what_it_gave_out) {
  ASSERT_EQ(import("email,reason,note,expires_at\n"
                   "zoe@example.net,complaint,\"said \"\"stop\"\"\",\n"
                   "ada@example.net,soft,full,2999-01-01T00:00:00Z\n"
                   "old@example.net,soft,full,2001-01-01T00:00:00Z\n")
                .exit_code,
            0);
  const auto before = listed();
  EXPECT_EQ(before.size(), 2U) << "what ended stays away";
  const auto given = run_command({"suppression", "export"}).output;
  EXPECT_THAT(given, HasSubstr("email,reason,source,created_at,expires_at,note"));
  for (const auto* address : {"zoe@example.net", "ada@example.net"})
    ASSERT_EQ(run_command({"suppression", "remove", address}).exit_code, 0);
  EXPECT_TRUE(listed().empty());
  EXPECT_EQ(import(given).exit_code, 0);
  const auto after = listed();
  ASSERT_EQ(after.size(), 2U);
  for (const auto& [address, one] : before) {
    EXPECT_EQ(after.at(address).at("reason"), one.at("reason"));
    EXPECT_EQ(after.at(address).at("note"), one.at("note"));
  }
}

}  // namespace
}  // namespace carillon::app
