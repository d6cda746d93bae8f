#include "store/import.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <random>

#include "base/field_checks.hpp"
#include "store/line_reader.hpp"
#include "tests/store/store_fixture.hpp"

namespace carillon::store {
namespace {

class import : public store_test {
 protected:
  void SetUp() override {
    store_test::SetUp();
    people = std::make_unique<users>(client(), names, *ring);
    devices = std::make_unique<device_tokens>(client(), names);
  }
  void write(std::string_view text) { std::ofstream(file, std::ios::binary) << text; }
  void write_users(int count) {
    std::ofstream out(file);
    for (int i = 0; i < count; ++i) {
      json line = {{"external_id", "u-" + std::to_string(i)}, {"first_name", "N" + std::to_string(i)}};
      if (i % 2) line["email"] = std::to_string(i) + "@example.com";
      line["apns"] = json::array({{{"device_token", apns_token(i)}, {"app_id", "com.example.app"}}});
      if (i % 3 == 0) line["fcm"] = json::array({{{"device_token", fcm_token(i)}}});
      out << line.dump() << '\n';
    }
  }
  static schema::rule token_payload() {
    return schema::object({{"device_token", schema::text({}, &schema::check_device_token)},
                           {"app_id", schema::text(), schema::presence::optional},
                           {"installation_id", schema::text(), schema::presence::optional}},
                          schema::unknown_keys::refused);
  }
  import_options options() {
    import_options out;
    out.project = project;
    out.file = file;
    out.kinds = {{"apns", provider::apns, token_payload()}, {"fcm", provider::fcm, token_payload()}};
    out.batch_lines = 50;
    out.checkpoint_every = std::chrono::milliseconds(0);
    out.on_bad_line = [this](const bad_line& bad) { bad_lines.emplace_back(bad.number, bad.why.field); };
    return out;
  }
  result<import_counts> import_all(import_options how) {
    return run(import_users(*people, *devices, *ring, std::move(how)));
  }
  test::temporary_folder folder;
  std::filesystem::path file = folder.path() / "users.ndjson";
  std::vector<std::pair<std::uint64_t, std::string>> bad_lines;
  std::unique_ptr<users> people;
  std::unique_ptr<device_tokens> devices;
};

TEST_F(import, brings_users_and_tokens_in) {
  write_users(300);
  const auto done = import_all(options());
  ASSERT_TRUE(done) << done.error().detail;
  EXPECT_EQ(done->lines, 300U);
  EXPECT_EQ(done->users, 300U);
  EXPECT_EQ(done->tokens, 400U);
  EXPECT_EQ(done->bad, 0U);
  EXPECT_EQ(done->bytes_read, std::filesystem::file_size(file));
  EXPECT_EQ(done->bytes_total, done->bytes_read);
  const auto found = run(people->find_by_identity(project, "", "33@example.com"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->first_name, "N33");
  const auto tokens = run(devices->list(project, ref_of(project, *found), provider::fcm));
  ASSERT_EQ(tokens->size(), 1U);
  EXPECT_EQ(tokens->front().token, fcm_token(33));
  EXPECT_FALSE(std::filesystem::exists(file.string() + ".progress"));
}

TEST_F(import, of_the_same_file_again_changes_nothing) {
  write_users(200);
  ASSERT_TRUE(import_all(options()));
  const auto before = call({"DEBUG", "DIGEST"}).text;
  ASSERT_TRUE(import_all(options()));
  EXPECT_EQ(call({"DEBUG", "DIGEST"}).text, before);
}

TEST_F(import, tells_bad_lines_and_goes_on) {
  write(R"({"external_id":"good"}
{"external_id":" bad"}
not json

{"email":"nobody"}
{"external_id":"a","apns":[{"device_token":"short"}]}
{"external_id":"a","colour":"red"}
{"first_name":"Ada"}
[1]
{"external_id":"a","phone_numbers":["+49 1","170"]}
{"external_id":"b","custom_attributes":[]}
{"external_id":"c","fcm":[{"installation_id":"production"}]}
{"external_id":"a","apns":[null]}
{"external_id":"a","apns":[{"device_token":"0123456789012345678901234567890123456789012345678901234567890123","x":1}]}
{"external_id":"a","expo":[]}
{"external_id":"d","email":null,"first_name":null,"apns":null}
{"external_id":"e","email":""})");
  const auto done = import_all(options());
  ASSERT_TRUE(done);
  EXPECT_EQ(done->lines, 17U);
  EXPECT_EQ(done->users, 3U);
  EXPECT_EQ(done->bad, 13U);
  EXPECT_THAT(bad_lines,
              testing::ElementsAre(testing::Pair(2, "external_id"), testing::Pair(3, "(line)"),
                                   testing::Pair(5, "email"), testing::Pair(6, "apns.0.device_token"),
                                   testing::Pair(7, "colour"), testing::Pair(8, "external_id"),
                                   testing::Pair(9, "(line)"), testing::Pair(10, "phone_numbers.1"),
                                   testing::Pair(11, "custom_attributes"),
                                   testing::Pair(12, "fcm.0.device_token"), testing::Pair(13, "apns.0"),
                                   testing::Pair(14, "apns.0"), testing::Pair(15, "expo")));
}

TEST_F(import, passes_over_byte_order_marks_and_odd_line_ends) {
  write(
      "\xef\xbb\xbf{\"external_id\":\"a\"}\r\n "
      "\t\r\n\r\n\n\xef\xbb\xbf{\"external_id\":\"b\"}\n\xef\xbb\xbf\n{\"external_id\":\"c\"}");
  const auto done = import_all(options());
  ASSERT_TRUE(done);
  EXPECT_EQ(done->users, 3U);
  EXPECT_EQ(done->bad, 0U);
  EXPECT_EQ(done->bytes_read, std::filesystem::file_size(file));
}

TEST_F(import, refuses_other_encodings_by_name) {
  using namespace std::string_literals;
  const std::pair<std::string, std::string> cases[] = {
      {"\xff\xfe{\0"s, "UTF-16"},     {"\xfe\xff\0{"s, "UTF-16"},  {"{\0\"\0"s, "UTF-16"},
      {"\0{\0\""s, "UTF-16"},         {"\xff\xfe\0\0"s, "UTF-32"}, {"{\0\0\0"s, "UTF-32"},
      {"\x1f\x8b\x08"s, "compressed"}};
  for (const auto& [bytes, what] : cases) {
    write(bytes);
    const auto done = import_all(options());
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, errc::invalid_argument);
    EXPECT_NE(done.error().detail.find(what), std::string::npos) << done.error().detail;
  }
  EXPECT_TRUE(bad_lines.empty());
}

TEST_F(import, resumed_still_knows_of_bad_lines) {
  std::string text = "nonsense\n";
  for (int i = 0; i < 120; ++i) text += "{\"external_id\":\"" + std::to_string(i) + "\"}\n";
  write(text + "{}\n");
  auto how = options();
  how.should_stop = [] { return true; };
  EXPECT_EQ(import_all(how).error().code, errc::cancelled);
  bad_lines.clear();
  const auto done = import_all(options());
  ASSERT_TRUE(done);
  EXPECT_THAT(bad_lines, testing::ElementsAre(testing::Pair(122, "external_id")));
  EXPECT_EQ(done->bad, 2U);
  ASSERT_EQ(done->first_bad.size(), 2U);
  EXPECT_EQ(done->first_bad[0].number, 1U);
  EXPECT_EQ(done->first_bad[0].why.field, "(line)");
  EXPECT_EQ(done->first_bad[1].number, 122U);
}

TEST_F(import, remembers_the_first_of_many_bad_lines) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += "{}\n";
  write(text);
  const auto done = import_all(options());
  ASSERT_TRUE(done);
  EXPECT_EQ(done->bad, 300U);
  EXPECT_EQ(done->first_bad.size(), most_bad_lines_kept);
}

TEST_F(import, tells_an_email_that_several_users_share) {
  write(R"({"external_id":"a","email":"x@y"}
{"external_id":"b","email":"x@y"}
{"email":"x@y"})");
  ASSERT_TRUE(import_all(options()));
  EXPECT_THAT(bad_lines, testing::ElementsAre(testing::Pair(3, "email")));
}

TEST_F(import, takes_an_email_in_two_spellings_for_one_user) {
  write(R"({"email":"Dan@Example.com","first_name":"1"}
{"email":"dan@example.com","first_name":"2"}
{"external_id":"d","email":"DAN@example.com"})");
  ASSERT_TRUE(import_all(options()));
  const auto everyone = run(people->list(project, {}, {}, 10, 2 << 20, ""));
  ASSERT_EQ(everyone->rows.size(), 1U);
  EXPECT_EQ(everyone->rows[0].email, "Dan@Example.com");
  EXPECT_EQ(everyone->rows[0].first_name, "2");
  EXPECT_EQ(everyone->rows[0].external_id, "d");
}

TEST_F(import, merges_attributes_and_tells_those_that_grow_too_large) {
  const std::string big(40'000, 'x');
  write(R"({"external_id":"a","custom_attributes":{"k":1,"l":1}}
{"external_id":"a","custom_attributes":{"k":null,"m":2}}
{"external_id":"a","custom_attributes":{"x":")" +
        big + R"("}}
{"external_id":"a","custom_attributes":{"y":")" +
        big + R"("}})");
  ASSERT_TRUE(import_all(options()));
  EXPECT_THAT(bad_lines, testing::ElementsAre(testing::Pair(4, "custom_attributes")));
  EXPECT_EQ(run(people->find_by_identity(project, "a", ""))->custom_attributes,
            json({{"l", 1}, {"m", 2}, {"x", big}}));
}

TEST_F(import, does_not_bring_back_who_was_deleted_since_it_began) {
  write_users(100);
  auto how = options();
  how.should_stop = [] { return true; };
  EXPECT_EQ(import_all(how).error().code, errc::cancelled);  // one batch of 50 is in
  const auto one = run(people->upsert(project, by_external_id("u-90")));
  ASSERT_TRUE(run(people->remove(project, one->id)));
  const auto done = import_all(options());
  ASSERT_TRUE(done);
  EXPECT_EQ(done->bad, 1U);
  EXPECT_THAT(bad_lines, testing::ElementsAre(testing::Pair(91, "(line)")));
  EXPECT_EQ(run(people->find(project, one->id)).error().code, errc::not_found);
}

TEST_F(import, lets_the_later_line_win) {
  write(R"({"external_id":"a","first_name":"1"}
{"external_id":"a","email":"x@y","first_name":"2"}
{"external_id":"a","first_name":"3"}
{"email":"x@y","first_name":"4"}
{"external_id":"b","first_name":"5"})");
  const auto done = import_all(options());
  ASSERT_TRUE(done);
  EXPECT_EQ(done->lines, 5U);
  EXPECT_EQ(done->users, 5U);
  EXPECT_EQ(done->bytes_read, std::filesystem::file_size(file));
  EXPECT_EQ(run(people->find_by_identity(project, "a", ""))->first_name, "4");
}

TEST_F(import, cut_anywhere_continues_and_ends_the_same) {
  write_users(600);
  ASSERT_TRUE(import_all(options()));
  const auto everyone = run(people->list(project, {}, {}, 1000, 2 << 20, ""))->rows.size();
  std::mt19937 random(11);
  for (int round = 0; round < 5; ++round) {
    SetUp();  // empty again
    std::optional<import_counts> done;
    int runs = 0;
    std::uint64_t last_offset = 0;
    while (!done) {
      ASSERT_LT(++runs, 100);
      auto how = options();
      how.batch_lines = 20 + random() % 60;
      int left = static_cast<int>(1 + random() % 4);
      how.should_stop = [&left] { return --left == 0; };
      how.on_progress = [&](const import_progress& at) {
        EXPECT_GT(at.counts.bytes_read, last_offset);  // nothing is done twice
        last_offset = at.counts.bytes_read;
      };
      const auto outcome = import_all(how);
      if (outcome) done = *outcome;
      if (!outcome) EXPECT_EQ(outcome.error().code, errc::cancelled);
    }
    EXPECT_GT(runs, 1);
    EXPECT_EQ(done->users, 600U);
    EXPECT_EQ(done->tokens, 800U);
    EXPECT_EQ(run(people->list(project, {}, {}, 1000, 2 << 20, ""))->rows.size(), everyone);
  }
}

TEST_F(import, ignores_the_progress_of_another_file_or_redis) {
  write_users(100);
  auto how = options();
  how.should_stop = [] { return true; };
  ASSERT_FALSE(import_all(how));
  ASSERT_TRUE(std::filesystem::exists(file.string() + ".progress"));
  SetUp();  // another Redis, another server secret
  EXPECT_EQ(import_all(options())->users, 100U);
  EXPECT_EQ(run(people->list(project, {}, {}, 1000, 2 << 20, ""))->rows.size(), 100U);
}

TEST_F(import, of_no_file_is_refused) {
  EXPECT_EQ(import_all(options()).error().code, errc::configuration);
}

TEST_F(import, keeps_checkpoints_whole) {
  write_users(1);
  const import_checkpoint checkpoint(file, "here");
  EXPECT_FALSE(checkpoint.load());
  const import_counts counts{
      5, 4, 3, 1, 77, 0, from_unix_us(99), {{2, {"email", "should be a valid email"}}}};
  ASSERT_TRUE(checkpoint.save(counts));
  EXPECT_EQ(checkpoint.load(), counts);
  EXPECT_FALSE(import_checkpoint(file, "elsewhere").load());
  std::ofstream(file, std::ios::app) << "{}\n";
  EXPECT_FALSE(import_checkpoint(file, "here").load());
  std::ofstream(file.string() + ".progress") << "{\"input\":";
  EXPECT_FALSE(checkpoint.load());
}

TEST(line_reader, gives_lines_and_where_they_end) {
  test::temporary_folder folder;
  const auto file = folder.path() / "lines";
  const std::string huge(line_reader::longest_line + 5, 'h');
  std::ofstream(file, std::ios::binary) << "one\r\n\ntwo\n" << huge << "\nthree";
  const auto total = std::filesystem::file_size(file);
  store::line_reader reader(file, 0);
  std::string_view line;
  std::vector<std::string> lines;
  std::vector<std::uint64_t> ends;
  while (reader.next(line)) {
    lines.emplace_back(reader.was_too_long() ? "(long)" : line);
    ends.push_back(reader.offset());
  }
  EXPECT_THAT(lines, testing::ElementsAre("one", "", "two", "(long)", "three"));
  EXPECT_THAT(ends, testing::ElementsAre(5, 6, 10, 10 + huge.size() + 1, total));
  for (std::size_t i = 0; i < ends.size(); ++i) {
    store::line_reader from(file, ends[i]);
    EXPECT_EQ(from.next(line), i + 1 < lines.size());
    if (i + 1 < lines.size() && !from.was_too_long()) EXPECT_EQ(line, lines[i + 1]);
  }
}

}  // namespace
}  // namespace carillon::store
