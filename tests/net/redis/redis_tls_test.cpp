// rediss:// against a real Redis with certificates made for the occasion: with password and ACL user.
#include <gtest/gtest.h>

#include <boost/asio/ip/tcp.hpp>
#include <cstdlib>

#include "net/redis/redis.hpp"
#include "tests/support/redis_fixture.hpp"

namespace carillon::net {
namespace {

class redis_tls : public ::testing::Test {
 protected:
  void SetUp() override {
    make_authority("ca");
    make_authority("stranger");
    start_server("DNS:localhost,IP:127.0.0.1");
  }

  void start_server(const std::string& names) {
    const auto certificate =
        "openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout server.key "
        "-out server.csr -subj /CN=redis && "
        "printf 'subjectAltName=" +
        names +
        "' > names && "
        "openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 1 "
        "-extfile names -out server.crt";
    shell(certificate);
    port = test::port_for_redis();
    server = std::make_unique<test::redis_process>(std::vector<std::string>{"--tls-port",
                                                                            std::to_string(port),
                                                                            "--tls-auth-clients",
                                                                            "no",
                                                                            "--tls-cert-file",
                                                                            file("server.crt"),
                                                                            "--tls-key-file",
                                                                            file("server.key"),
                                                                            "--tls-ca-cert-file",
                                                                            file("ca.crt"),
                                                                            "--bind",
                                                                            "127.0.0.1",
                                                                            "-::1",
                                                                            "--requirepass",
                                                                            "default-pw",
                                                                            "--user",
                                                                            "ann",
                                                                            "on",
                                                                            ">ann pw",
                                                                            "~*",
                                                                            "+@all"});
  }

  void make_authority(const std::string& name) {
    shell("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=" + name +
          " -keyout " + name + ".key -out " + name + ".crt");
  }
  void shell(const std::string& command) {
    const auto line = "cd " + folder.path().string() + " && { " + command + " ; } >log 2>&1";
    ASSERT_EQ(std::system(line.c_str()), 0) << command;
  }
  std::string file(const std::string& name) { return (folder.path() / name).string(); }

  result<redis_reply> call(const std::string& url, const std::string& ca, redis_command command) {
    auto options = parse_redis_url(url);
    options->ca_file = ca;
    asio::io_context context{1};
    const auto client = connect_redis(context, *options);
    return test::run(context, client->call(std::move(command)));
  }
  std::string at(const std::string& credentials, const std::string& host) {
    return "rediss://" + credentials + "@" + host + ":" + std::to_string(port);
  }

  test::temporary_folder folder;
  unsigned short port = 0;
  std::unique_ptr<test::redis_process> server;
};

TEST_F(redis_tls, logs_in_with_a_password) {
  const auto reply = call(at(":default-pw", "127.0.0.1"), file("ca.crt"), {"ACL", "WHOAMI"});
  ASSERT_TRUE(reply) << reply.error().detail;
  EXPECT_EQ(reply->text, "default");
}

TEST_F(redis_tls, logs_in_as_an_acl_user_into_a_database) {
  const auto reply = call(at("ann:ann%20pw", "localhost") + "/5", file("ca.crt"), {"CLIENT", "INFO"});
  ASSERT_TRUE(reply) << reply.error().detail;
  EXPECT_NE(reply->text.find("user=ann"), std::string::npos);
  EXPECT_NE(reply->text.find("db=5"), std::string::npos);
}

TEST_F(redis_tls, carries_big_values) {
  const std::string big(3 << 20, 'x');
  const auto reply = call(at(":default-pw", "127.0.0.1"), file("ca.crt"), {"ECHO", big});
  ASSERT_TRUE(reply) << reply.error().detail;
  EXPECT_TRUE(reply->text == big);
}

TEST_F(redis_tls, refuses_a_certificate_of_a_stranger) {
  const auto reply = call(at(":default-pw", "127.0.0.1"), file("stranger.crt"), {"PING"});
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, errc::configuration);
}

TEST_F(redis_tls, refuses_a_certificate_for_another_name_or_address) {
  start_server("DNS:localhost");
  const auto by_address = call(at(":default-pw", "127.0.0.1"), file("ca.crt"), {"PING"});
  EXPECT_EQ(by_address ? errc::internal : by_address.error().code, errc::configuration);
  start_server("DNS:elsewhere,IP:127.0.0.1");
  const auto by_name = call(at(":default-pw", "localhost"), file("ca.crt"), {"PING"});
  EXPECT_EQ(by_name ? errc::internal : by_name.error().code, errc::configuration);
}

TEST_F(redis_tls, reports_a_ca_file_that_is_not_there) {
  const auto reply = call(at(":default-pw", "127.0.0.1"), file("none.crt"), {"PING"});
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, errc::configuration);
}

}  // namespace
}  // namespace carillon::net
