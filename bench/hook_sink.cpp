// A thousand hosts that take webhooks, as lean as can be: one HTTP/2 server at addresses of the loopback
// network, with a certificate for all of them. Writes down when each call came and of when its event is;
// bench/channel_webhooks.py runs it. hook_sink FOLDER HOSTS: leaves cert.pem, record and ready.json there.
#include <boost/asio/ip/address_v4.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "net/h2/h2_server.hpp"
#include "net/tls/self_signed.hpp"
#include "net/tls/tls.hpp"

namespace {

using namespace carillon;

/// Of the host with that number, from 0.
std::string address_of(unsigned number) {
  return "127.1." + std::to_string(number / 250) + "." + std::to_string(number % 250 + 1);
}

/// The first one of the body: the event's.
std::string_view timestamp_in(std::string_view body) noexcept {
  constexpr std::string_view name = "\"timestamp\":\"";
  const auto at = body.find(name);
  if (at == body.npos) return "-";
  const auto value = body.substr(at + name.size());
  return value.substr(0, value.find('"'));
}

class recorder final : public net::h2_server_handler {
 public:
  explicit recorder(const std::string& file) : record_(file, std::ios::trunc) {}

  void on_requests(net::h2_server_connection& connection,
                   std::span<net::h2_server_request* const> requests) override {
    const auto now =
        std::chrono::duration_cast<std::chrono::microseconds>(carillon::now().time_since_epoch());
    for (const auto* request : requests) {
      record_ << now.count() << ' ' << request->authority() << ' ' << timestamp_in(request->body()) << '\n';
      net::h2_server_reply taken;
      taken.status = 204;
      connection.respond(request->stream(), std::move(taken));
    }
    record_.flush();
  }

 private:
  std::ofstream record_;
};

int serve(const std::string& folder, unsigned hosts) {
  std::vector<std::string> names;
  for (unsigned number = 0; number < hosts; ++number) names.push_back(address_of(number));
  const auto made = net::make_self_signed(names);
  if (!made || !net::write_certificate(*made, folder)) return EXIT_FAILURE;
  auto tls =
      net::make_server_tls({.certificate_file = folder + "/cert.pem", .key_file = folder + "/key.pem"});
  if (!tls) return EXIT_FAILURE;
  asio::io_context context{1};
  recorder handler(folder + "/record");
  net::h2_server server(context, *tls, handler);
  const auto port = server.listen(asio::ip::address_v4::any(), 0);
  if (!port) return EXIT_FAILURE;
  const auto ready = folder + "/ready.json";
  std::ofstream(ready + ".new") << "{\"port\": " << *port << "}\n";
  if (std::rename((ready + ".new").c_str(), ready.c_str()) != 0) return EXIT_FAILURE;
  context.run();
  return EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: hook_sink FOLDER HOSTS\n", stderr);
    return EXIT_FAILURE;
  }
  return serve(argv[1], static_cast<unsigned>(std::strtoul(argv[2], nullptr, 10)));
}
