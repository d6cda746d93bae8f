// Sends the mails it reads from its standard input, one JSON object a line, through a pool of SMTP sessions,
// and says what became of each: what the judge (judge.py) compares with what a foreign server took.
// send_mails <port> <CA file> starttls|tls|clear <user> <password>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "base/encoding.hpp"
#include "base/json.hpp"
#include "net/origin_pool.hpp"
#include "net/tls/tls.hpp"

namespace carillon::net {
namespace {

class mail final : public exchange {
 public:
  explicit mail(const json& asked) {
    request.envelope.from = asked.at("from").get<std::string>();
    for (const auto& address : asked.at("to")) request.envelope.to.push_back(address.get<std::string>());
    request.envelope.needs_utf8 = asked.value("needs_utf8", false);
    request.body = base64_decode(asked.at("message").get<std::string>()).value();
    timeout = std::chrono::seconds(20);
  }
  void on_response() override {
    auto replies = json::array();
    for (const auto& reply : response.mail)
      replies.push_back({{"stage", static_cast<int>(reply.stage)},
                         {"code", reply.code},
                         {"enhanced", reply.enhanced},
                         {"text", reply.text}});
    end = {{"replies", std::move(replies)}};
  }
  void on_failure(transport_failure failure) override { end = {{"failure", to_string(failure)}}; }

  json end;
};

int run(const std::vector<std::string>& words) {
  asio::io_context context{1};
  deadline_wheel wheel(context);
  origin_pool_options options{
      .target = {.host = "localhost", .port = static_cast<std::uint16_t>(std::stoi(words[0]))},
      .tls = make_client_tls({.ca_file = words[1]}).value(),
      .is_secure = words[2] == "tls",
      .single_connections = 2};
  options.mail = smtp_options{.own_name = "judge.example",
                              .username = words[3],
                              .password = secret(words[4]),
                              .needs_starttls = words[2] != "clear"};
  origin_pool pool(context, wheel, std::move(options));
  std::vector<std::unique_ptr<mail>> mails;
  for (std::string line; std::getline(std::cin, line);) {
    mails.push_back(std::make_unique<mail>(json::parse(line)));
    pool.submit(*mails.back());
  }
  for (const auto& each : mails) {
    while (each->end.is_null()) context.run_one();
    std::cout << each->end.dump() << "\n";
  }
  return 0;
}

}  // namespace
}  // namespace carillon::net

int main(int count, char** words) {
  if (count != 6) return 64;
  return carillon::net::run({words + 1, words + count});
}
