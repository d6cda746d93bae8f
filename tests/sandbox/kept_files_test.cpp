#include "sandbox/kept_files.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "sandbox/web_push/browser.hpp"

namespace carillon::sandbox::testing {
namespace {

class kept_files_test : public ::testing::Test {
 protected:
  kept_files_test() {
    char name[] = "/tmp/kept-files-XXXXXX";
    directory_ = ::mkdtemp(name);
  }
  ~kept_files_test() override { std::filesystem::remove_all(directory_); }
  mode_t mode_of(const std::string& name) const {
    struct stat found{};
    EXPECT_EQ(::stat((directory_ + '/' + name).c_str(), &found), 0) << name;
    return found.st_mode & 0777;
  }

  std::string directory_;
};

TEST_F(kept_files_test, makes_a_secret_once_and_for_nobody_else) {
  const kept_files files(directory_);
  EXPECT_EQ(files.secret("one", [] { return std::string("first"); }).value(), "first");
  EXPECT_EQ(files.secret("one", [] { return std::string("second"); }).value(), "first");
  EXPECT_EQ(files.secret("two", [] { return std::string("third"); }).value(), "third");
  EXPECT_EQ(mode_of("one.secret"), 0600U);
}

TEST_F(kept_files_test, keeps_credentials_for_nobody_else) {
  const kept_files files(directory_);
  EXPECT_FALSE(files.credentials().value());
  ASSERT_TRUE(files.save_credentials({{"sendgrid", {{{"api_key", "SG.x"}}}}}));
  EXPECT_EQ((*files.credentials().value())["sendgrid"][0]["api_key"], "SG.x");
  EXPECT_EQ(mode_of("credentials.json"), 0600U);
}

TEST_F(kept_files_test, names_the_file_that_cannot_be_written) {
  const kept_files files(directory_ + "/absent");
  const auto saved = files.save_credentials(json::object());
  ASSERT_FALSE(saved);
  EXPECT_NE(saved.error().detail.find("/absent/credentials.json"), std::string::npos);
  EXPECT_FALSE(files.secret("one", [] { return std::string("x"); }));
}

TEST(browser, has_the_keys_that_were_kept_and_new_ones_where_they_are_none) {
  const auto keys = browser::make_keys();
  EXPECT_EQ(browser(keys).point(), browser(keys).point());
  EXPECT_EQ(browser(keys).auth_of("/wpush/v2/a/b"), browser(keys).auth_of("/wpush/v2/a/b"));
  EXPECT_NE(browser("").point(), browser("").point());
}

}  // namespace
}  // namespace carillon::sandbox::testing
