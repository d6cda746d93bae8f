// The sandbox put together: certificates, service, one front a thread, the control port, the ready file.
// Built by main and by tests; everything it holds dies with it.
#pragma once

#include <memory>
#include <string>

#include <boost/asio/ssl/context.hpp>

#include "base/error.hpp"
#include "sandbox/ledger.hpp"
#include "sandbox/options.hpp"

namespace carillon::sandbox {

class program {
 public:
  /// Listens and serves from here on, on threads of its own. `configuration` when an address, file or folder
  /// is not to be had.
  static result<std::unique_ptr<program>> start(const options& chosen);
  ~program();  ///< drops all connections and joins the threads
  program(const program&) = delete;
  program& operator=(const program&) = delete;

  std::uint16_t listen_port() const noexcept { return listen_port_; }
  std::uint16_t control_port() const noexcept { return control_port_; }
  std::uint16_t smtp_port() const noexcept { return smtp_port_; }
  std::uint16_t smtps_port() const noexcept { return smtps_port_; }
  /// "http://127.0.0.1:9444/": what a browser opens.
  const std::string& page_address() const noexcept { return page_address_; }
  const std::string& ca_file() const noexcept { return ca_file_; }

 private:
  struct parts;
  program();
  result<> open(const options& chosen);
  result<> recall(const options& chosen, ledger book_keeping);
  result<> open_mail(const options& chosen, const std::shared_ptr<boost::asio::ssl::context>& tls);

  std::unique_ptr<parts> parts_;
  std::uint16_t listen_port_ = 0;
  std::uint16_t control_port_ = 0;
  std::uint16_t smtp_port_ = 0;
  std::uint16_t smtps_port_ = 0;
  std::string page_address_;
  std::string ca_file_;
};

}  // namespace carillon::sandbox
