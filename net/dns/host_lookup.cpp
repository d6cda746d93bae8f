#include "net/dns/host_lookup.hpp"

namespace carillon::net {

task<result<host_lookup::endpoints>> host_lookup::resolve(origin target, std::vector<std::string> servers) {
  boost::system::error_code ec;
  const auto literal = asio::ip::make_address(target.host, ec);
  if (!ec) co_return endpoints{{literal, target.port}};
  const auto query = std::make_shared<dns_query>(context_);
  running_ = query;
  auto found = co_await query->ask(std::move(target), std::move(servers));
  if (found && found->empty()) co_return error(errc::unavailable, "the host has no address");
  co_return found;
}

void host_lookup::cancel() {
  if (const auto query = running_.lock()) query->cancel();
}

}  // namespace carillon::net
