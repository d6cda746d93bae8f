// A certificate made on the spot, in a fresh folder, and the contexts that use it.
#pragma once

#include <stdlib.h>

#include <filesystem>

#include "net/tls/self_signed.hpp"
#include "net/tls/tls.hpp"

namespace carillon::net {

class test_certificate {
 public:
  explicit test_certificate(const std::vector<std::string>& hosts = {"localhost", "127.0.0.1"},
                            int days = 30) {
    std::string pattern = (std::filesystem::temp_directory_path() / "carillon-net-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    write_certificate(make_self_signed(hosts, days).value(), folder_.string()).value();
  }
  ~test_certificate() { std::filesystem::remove_all(folder_); }
  test_certificate(const test_certificate&) = delete;
  test_certificate& operator=(const test_certificate&) = delete;

  std::string certificate_file() const { return (folder_ / "cert.pem").string(); }
  std::string key_file() const { return (folder_ / "key.pem").string(); }

  std::shared_ptr<boost::asio::ssl::context> server(std::string alpn = "h2") const {
    return make_server_tls({certificate_file(), key_file(), std::move(alpn)}).value();
  }
  std::shared_ptr<boost::asio::ssl::context> client(std::string alpn = "h2") const {
    return make_client_tls({certificate_file(), std::move(alpn)}).value();
  }

 private:
  std::filesystem::path folder_;
};

}  // namespace carillon::net
