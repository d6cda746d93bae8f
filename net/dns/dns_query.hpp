// One question to the DNS under c-ares: which addresses a name has, IPv4 and IPv6 together. Made by
// host_lookup for each connection; its io thread. Never blocks, remembers nothing, follows no cache of the
// system's.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/error.hpp"
#include "net/task.hpp"
#include "net/wire.hpp"

struct ares_channeldata;
struct ares_addrinfo;

namespace carillon::net {

class dns_query : public std::enable_shared_from_this<dns_query> {
 public:
  using endpoints = std::vector<asio::ip::tcp::endpoint>;

  explicit dns_query(asio::io_context& context);
  ~dns_query();
  dns_query(const dns_query&) = delete;
  dns_query& operator=(const dns_query&) = delete;

  /// Asks `servers` ("address:port"), or those of /etc/resolv.conf when there are none; /etc/hosts goes first
  /// either way. Once. Errors: unavailable (no such name, no server answers), cancelled.
  task<result<endpoints>> ask(origin target, std::vector<std::string> servers);
  /// Ends it: ask() returns `cancelled` in a later turn of the loop.
  void cancel();

 private:
  struct watched_socket;

  result<void> open(const std::vector<std::string>& servers);
  void close();
  void finish(result<endpoints> answer);
  void on_socket(int socket, bool is_read_wanted, bool is_write_wanted);
  void wait_for(const std::shared_ptr<watched_socket>& socket, bool is_writing);
  void process(int readable, int writable);
  void await_patience();
  void on_answer(int status, ares_addrinfo* found);

  asio::io_context& context_;
  ares_channeldata* channel_ = nullptr;
  std::map<int, std::shared_ptr<watched_socket>> sockets_;
  asio::steady_timer patience_;  ///< when c-ares wants to ask again or give up
  asio::steady_timer over_;      ///< cancelled when the answer is there
  origin target_;
  std::optional<result<endpoints>> answer_;
};

}  // namespace carillon::net
