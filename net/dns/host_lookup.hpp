// From the host of a URL to the addresses to connect to. Everything that dials a named host asks here, anew
// for each connection (h1_exchange, h2_connection); Redis does not. One io thread. It judges nothing: the
// address guard does, over all that is returned, and only what was returned is connected to.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "net/dns/dns_query.hpp"

namespace carillon::net {

class host_lookup {
 public:
  using endpoints = dns_query::endpoints;

  explicit host_lookup(asio::io_context& context) : context_(context) {}
  ~host_lookup() { cancel(); }
  host_lookup(const host_lookup&) = delete;
  host_lookup& operator=(const host_lookup&) = delete;

  /// A literal address without asking anybody; else as dns_query::ask(), of `servers` (settings.dns.servers)
  /// or the system's. Never an empty list. One at a time; the answer may come after this object is gone.
  task<result<endpoints>> resolve(origin target, std::vector<std::string> servers);
  /// Ends what runs, with `cancelled`, in a later turn of the loop.
  void cancel();

 private:
  asio::io_context& context_;
  std::weak_ptr<dns_query> running_;
};

}  // namespace carillon::net
