#include "app/embedded_address.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <fstream>
#include <iterator>

#include "base/json.hpp"
#include "queue/redis_server_folder.hpp"

namespace carillon::app {
namespace {

std::string file_in(const std::string& data_dir) {
  return data_dir + "/redis-address.json";
}

/// Does anybody accept there? Connecting is enough: only redis-server ever owns that socket.
bool does_answer(const net::redis_options& address) {
  constexpr std::string_view scheme = "unix://";
  if (!address.url.starts_with(scheme)) return false;
  asio::io_context context(1);
  asio::local::stream_protocol::socket socket(context);
  boost::system::error_code ec;
  socket.connect(asio::local::stream_protocol::endpoint(address.url.substr(scheme.size())), ec);
  return !ec;
}

}  // namespace

result<void> write_embedded_address(const std::string& data_dir, const net::redis_options& address) {
  const json text{
      {"url", address.url}, {"username", address.username}, {"password", address.password.reveal()}};
  return queue::write_private_file(file_in(data_dir), dump_json(text));
}

std::optional<net::redis_options> find_embedded_address(const std::string& data_dir) {
  std::ifstream file(file_in(data_dir));
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto read = parse_json(text);
  if (!read || !read->is_object()) return std::nullopt;
  auto address = net::parse_redis_url(read->value("url", ""));
  if (!address) return std::nullopt;
  address->username = read->value("username", "");
  address->password = secret(read->value("password", ""));
  if (!does_answer(*address)) return std::nullopt;
  return *address;
}

}  // namespace carillon::app
