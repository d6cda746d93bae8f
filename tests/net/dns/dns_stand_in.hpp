// A DNS server on loopback for tests of the connecting side: answers by a table, or not at all. Over UDP, in
// the test's io_context.
#pragma once

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/udp.hpp>
#include <map>
#include <string>
#include <vector>

#include "net/task.hpp"

namespace carillon::net {

class dns_stand_in {
 public:
  using addresses = std::vector<std::string>;

  explicit dns_stand_in(asio::io_context& context)
      : socket_(context, {asio::ip::make_address("127.0.0.1"), 0}) {
    asio::co_spawn(context.get_executor(), serve(), [](std::exception_ptr) {});
  }

  /// As settings.dns.servers names it.
  std::vector<std::string> servers() const {
    return {"127.0.0.1:" + std::to_string(socket_.local_endpoint().port())};
  }

  /// The answers to one question after another; the last one stays. Names that are in no table do not exist.
  std::map<std::string, std::vector<addresses>> names;
  /// Names whose questions get no answer.
  std::map<std::string, bool> silent;
  /// How often each name's IPv4 addresses were asked for.
  std::map<std::string, std::size_t> asked;

 private:
  static constexpr char ipv4 = 1;
  static constexpr char ipv6 = 28;

  task<> serve() {
    for (;;) {
      std::array<char, 512> question{};
      asio::ip::udp::endpoint from;
      auto [ec, size] = co_await socket_.async_receive_from(asio::buffer(question), from, no_throw);
      if (ec) co_return;
      const auto reply = answer(std::string(question.data(), size));
      if (reply.empty()) continue;
      [[maybe_unused]] auto [send_ec, sent] =
          co_await socket_.async_send_to(asio::buffer(reply), from, no_throw);
    }
  }

  /// A question's message turned into its answer; nothing for silence.
  std::string answer(std::string message) {
    std::string name;
    std::size_t at = 12;
    while (at < message.size() && message[at] != 0) {
      const auto length = static_cast<unsigned char>(message[at]);
      name += (name.empty() ? "" : ".") + message.substr(at + 1, length);
      at += length + 1U;
    }
    const char type = message.at(at + 2);
    message.resize(at + 5);
    if (silent.contains(name)) return {};
    const auto found = names.find(name);
    const std::size_t turn = type == ipv4 ? asked[name]++ : asked[name];
    std::string records;
    char count = 0;
    if (found != names.end()) {
      for (const auto& text : found->second[std::min(turn, found->second.size() - 1)]) {
        const auto address = asio::ip::make_address(text);
        if (address.is_v4() != (type == ipv4)) continue;
        records += record(address);
        ++count;
      }
    }
    message[2] = static_cast<char>(0x81);                                // an answer, recursion as desired
    message[3] = static_cast<char>(found == names.end() ? 0x83 : 0x80);  // NXDOMAIN or no error
    message[7] = count;
    message[9] = message[11] = 0;
    return message + records;
  }

  /// For the name asked about, to be forgotten at once.
  static std::string record(const asio::ip::address& address) {
    std::string out("\xc0\x0c\0\x01\0\x01\0\0\0\0\0", 11);
    if (address.is_v4()) {
      const auto bytes = address.to_v4().to_bytes();
      return out + '\x04' + std::string(bytes.begin(), bytes.end());
    }
    out[3] = ipv6;
    const auto bytes = address.to_v6().to_bytes();
    return out + '\x10' + std::string(bytes.begin(), bytes.end());
  }

  asio::basic_datagram_socket<asio::ip::udp, asio::io_context::executor_type> socket_;
};

}  // namespace carillon::net
