#include "store/keyring.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "net/task_group.hpp"
#include "tests/store/store_fixture.hpp"

namespace carillon::store {
namespace {

class keyring_of : public store_test {
 protected:
  std::string seal(seal_context context, std::string text) {
    return *run(ring->seal(context, std::move(text)));
  }
  result<secret> unseal(seal_context context, std::string sealed) {
    return run(ring->unseal(context, std::move(sealed)));
  }
};

TEST_F(keyring_of, gives_back_what_it_sealed) {
  const auto sealed = seal({project, "integration", "r1"}, "SECRETCANARY");
  EXPECT_EQ(sealed.find("SECRETCANARY"), std::string::npos);
  EXPECT_EQ(unseal({project, "integration", "r1"}, sealed)->reveal(), "SECRETCANARY");
}

TEST_F(keyring_of, binds_a_value_to_project_kind_and_record) {
  const auto other = project_id::make(now());
  const auto sealed = seal({project, "integration", "r1"}, "x");
  seal({other, "integration", "r1"}, "y");  // so that it has a data key
  EXPECT_EQ(unseal({other, "integration", "r1"}, sealed).error().code, errc::corrupted);
  EXPECT_EQ(unseal({project, "project_secret", "r1"}, sealed).error().code, errc::corrupted);
  EXPECT_EQ(unseal({project, "integration", "r2"}, sealed).error().code, errc::corrupted);
  EXPECT_EQ(unseal({project, "integratio", "nr1"}, sealed).error().code, errc::corrupted);
}

TEST_F(keyring_of, opens_nothing_that_was_touched) {
  const auto sealed = seal({project, "integration", "r1"}, "text");
  constexpr std::size_t version = 2, header = 6;  // between them the master key's id, which opens nothing
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto touched = sealed;
    touched[i] = static_cast<char>(touched[i] ^ 0x40);
    const bool is_name_only = i >= version && i < header;
    EXPECT_EQ(unseal({project, "integration", "r1"}, touched).has_value(), is_name_only) << i;
    EXPECT_FALSE(unseal({project, "integration", "r1"}, sealed.substr(0, i))) << i;
  }
}

TEST_F(keyring_of, makes_no_data_key_to_open_something) {
  const auto sealed = seal({project, "integration", "r1"}, "text");
  const auto stranger = project_id::make(now());
  EXPECT_FALSE(unseal({stranger, "integration", "r1"}, sealed));
  EXPECT_EQ(run(ring->known_projects())->size(), 1U);
}

TEST_F(keyring_of, another_master_key_does_not_start) {
  const auto sealed = seal({project, "integration", "r1"}, "text");
  keyring wrong(client(), names, secret(std::string(32, 'w')));
  EXPECT_EQ(run(wrong.open()).error().code, errc::configuration);
  EXPECT_EQ(run(wrong.unseal({project, "integration", "r1"}, sealed)).error().code, errc::configuration);
  keyring none(client(), names, secret());
  EXPECT_EQ(run(none.open()).error().code, errc::configuration);
  EXPECT_THROW((void)none.derive("cursor"), unexpected_error);
}

TEST_F(keyring_of, tells_without_a_master_key_which_one_is_needed) {
  ASSERT_TRUE(run(ring->seal({project, "integration", "r1"}, "text")));
  const auto found = run(look_at_keys(client(), names));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->count, 2U);
  EXPECT_EQ(found->master_key, master_key_id(master_key()));
  EXPECT_NE(found->master_key, master_key_id(secret(std::string(32, 'w'))));
  call({"FLUSHALL"});
  EXPECT_EQ(run(look_at_keys(client(), names))->count, 0U);
  EXPECT_EQ(call({"DBSIZE"}).integer, 0);
}

TEST_F(keyring_of, forgets_a_project_and_no_other) {
  const auto other = project_id::make(now());
  const auto sealed = seal({project, "integration", "r1"}, "text");
  const auto others = seal({other, "integration", "r1"}, "text");
  ASSERT_TRUE(run(ring->forget_project(project)));
  EXPECT_FALSE(unseal({project, "integration", "r1"}, sealed));
  EXPECT_TRUE(unseal({other, "integration", "r1"}, others));
  EXPECT_EQ(*run(ring->known_projects()), std::vector{other});
}

TEST_F(keyring_of, damaged_in_redis_does_not_start) {
  const auto wrapped = call({"HGET", names.keyring(), "server"}).text;
  for (std::size_t i = 0; i < wrapped.size(); ++i) {
    auto touched = wrapped;
    touched[i] = static_cast<char>(touched[i] ^ 1);
    call({"HSET", names.keyring(), "server", touched});
    keyring again(client(), names, master_key());
    EXPECT_EQ(run(again.open()).error().code, errc::configuration) << i;
  }
}

TEST_F(keyring_of, derives_the_same_after_a_restart) {
  keyring again(client(), names, master_key());
  ASSERT_TRUE(run(again.open()));
  EXPECT_EQ(again.derive("cursor"), ring->derive("cursor"));
  EXPECT_FALSE(again.derive("cursor") == ring->derive("user-id"));
  EXPECT_EQ(again.derive("cursor").size(), 32U);
}

TEST_F(keyring_of, two_processes_at_their_first_start_agree) {
  auto second = net::connect_redis(context, server().options());
  for (int round = 0; round < 20; ++round) {
    call({"FLUSHALL"});
    keyring here(client(), names, master_key());
    keyring there(*second, names, master_key());
    net::task_group group(context);
    std::optional<std::string> sealed;
    const auto go = [&](keyring& who, bool is_sealing) -> task<> {
      const auto opened = co_await who.open();
      EXPECT_TRUE(opened);
      auto made = co_await who.seal({project, "kind", "record"}, "text");
      EXPECT_TRUE(made);
      if (is_sealing) sealed = *made;
    };
    group.spawn("here", go(here, true));
    group.spawn("there", go(there, false));
    ASSERT_TRUE(test::run_until(context, [&] { return group.size() == 0; }));
    EXPECT_EQ(here.derive("cursor"), there.derive("cursor"));
    EXPECT_EQ(run(there.unseal({project, "kind", "record"}, *sealed))->reveal(), "text");
  }
  second->close();
  context.poll();
}

class master_key_file : public testing::Test {
 protected:
  void write(std::string_view content, std::filesystem::perms permissions = std::filesystem::perms(0600)) {
    std::filesystem::remove(path);
    std::ofstream(path, std::ios::binary) << content;
    std::filesystem::permissions(path, permissions);
  }
  result<secret> load() { return load_master_key(path); }
  result<secret> make() { return make_master_key(path); }
  test::temporary_folder folder;
  std::string path = folder.path() / "master.key";
};

TEST_F(master_key_file, is_made_once_and_closed_to_others) {
  EXPECT_EQ(load().error().code, errc::configuration);
  const auto made = make();
  ASSERT_TRUE(made);
  EXPECT_EQ(made->size(), 32U);
  EXPECT_EQ(*make(), *made);
  EXPECT_EQ(*load(), *made);
  EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms(0600));
}

// As systemd and Kubernetes mount it: root's, for our group to read.
TEST_F(master_key_file, of_another_owner_may_be_read_by_our_group) {
  write(std::string(32, 'k'), std::filesystem::perms(0440));
  if (::chown(path.c_str(), 1, static_cast<gid_t>(-1)) != 0) return;  // only root gives files away
  EXPECT_TRUE(load());
  std::filesystem::permissions(path, std::filesystem::perms(0444));
  EXPECT_FALSE(load());
  std::filesystem::permissions(path, std::filesystem::perms(0460));
  EXPECT_FALSE(load());
}

TEST_F(master_key_file, is_read_raw_in_hex_and_in_base64) {
  const std::string key = "0123456789abcdefghijklmnopqrstuv";
  const std::string hex = "303132333435363738396162636465666768696a6b6c6d6e6f70717273747576";
  for (const auto& content :
       {key, hex, hex + "\n", std::string("MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=\n")}) {
    write(content);
    const auto read = load();
    ASSERT_TRUE(read) << read.error().detail;
    EXPECT_EQ(read->reveal(), key);
  }
}

TEST_F(master_key_file, of_another_size_or_open_to_others_is_refused) {
  for (const auto* content :
       {"", "short", "303132333435363738396162636465666768696a6b6c6d6e6f7071727374757", "\n"}) {
    write(content);
    EXPECT_EQ(load().error().code, errc::configuration) << content;
  }
  for (const auto mode : {0604, 0602, 0601, 0660, 0620, 0640, 0440, 0777}) {
    write(std::string(32, 'k'), std::filesystem::perms(mode));
    const auto refused = load();
    ASSERT_FALSE(refused) << mode;
    EXPECT_EQ(refused.error().code, errc::configuration) << mode;
    EXPECT_NE(refused.error().detail.find("chmod 0600 " + path), std::string::npos) << refused.error().detail;
  }
  for (const auto mode : {0600, 0400, 0700}) {
    write(std::string(32, 'k'), std::filesystem::perms(mode));
    EXPECT_TRUE(load()) << mode;
  }
  std::filesystem::remove(path);
  std::filesystem::create_directory(path);
  EXPECT_EQ(make().error().code, errc::configuration);
}

}  // namespace
}  // namespace carillon::store
