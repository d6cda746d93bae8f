// Torn ends of append-only files, byte by byte.
#include "queue/append_only_tail.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <initializer_list>
#include <string>

#include "tests/support/redis_fixture.hpp"

namespace carillon::queue {
namespace {

std::string command(std::initializer_list<std::string> words) {
  auto text = "*" + std::to_string(words.size()) + "\r\n";
  for (const auto& word : words) text += "$" + std::to_string(word.size()) + "\r\n" + word + "\r\n";
  return text;
}

class append_only_tail_test : public ::testing::Test {
 protected:
  append_only_tail_test() {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(folder.path() / "appendonlydir/appendonly.aof.manifest")
        << "file appendonly.aof.1.base.rdb seq 1 type b\nfile appendonly.aof.1.incr.aof seq 1 type i\n";
  }
  // What is left of `text`.
  std::string mended(const std::string& text) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
    const auto cut = cut_torn_tail(folder.path());
    EXPECT_TRUE(cut);
    std::ifstream in(file, std::ios::binary);
    const std::string left{std::istreambuf_iterator<char>(in), {}};
    EXPECT_EQ(*cut, text.size() - left.size());
    return left;
  }

  test::temporary_folder folder;
  const std::filesystem::path file = folder.path() / "appendonlydir/appendonly.aof.1.incr.aof";
  const std::string plain = command({"SELECT", "0"}) + command({"SET", "key", std::string(300, 'v')});
  const std::string transaction =
      command({"MULTI"}) + command({"INCR", "a"}) + command({"INCR", "b"}) + command({"EXEC"});
};

TEST_F(append_only_tail_test, leaves_whole_files_alone) {
  EXPECT_EQ(mended(""), "");
  EXPECT_EQ(mended(plain), plain);
  EXPECT_EQ(mended(plain + transaction), plain + transaction);
}

TEST_F(append_only_tail_test, cuts_off_half_a_command_wherever_it_was_torn) {
  const auto last = command({"SET", "other", "value"});
  for (std::size_t kept = 1; kept < last.size(); ++kept)
    EXPECT_EQ(mended(plain + last.substr(0, kept)), plain) << kept;
}

TEST_F(append_only_tail_test, goes_back_to_the_beginning_of_a_transaction) {
  for (std::size_t kept = 1; kept < transaction.size(); ++kept)
    EXPECT_EQ(mended(plain + transaction.substr(0, kept)), plain) << kept;
}

TEST_F(append_only_tail_test, keeps_what_it_cuts_off) {
  mended(plain + "*3\r\n$3\r\nSE");
  std::ifstream in(folder.path() / "torn.aof", std::ios::binary);
  EXPECT_EQ((std::string{std::istreambuf_iterator<char>(in), {}}), "*3\r\n$3\r\nSE");
}

TEST_F(append_only_tail_test, leaves_damage_in_the_middle_to_people) {
  auto damaged = plain + transaction;
  damaged[plain.find("$3") + 1] = 'x';
  EXPECT_EQ(mended(damaged), damaged);
  EXPECT_EQ(mended("not a file of commands\r\n" + plain), "not a file of commands\r\n" + plain);
}

TEST_F(append_only_tail_test, does_nothing_where_there_is_no_file) {
  EXPECT_EQ(*cut_torn_tail(folder.path() / "nowhere"), 0U);
  EXPECT_EQ(*cut_torn_tail(folder.path()), 0U);
}

}  // namespace
}  // namespace carillon::queue
