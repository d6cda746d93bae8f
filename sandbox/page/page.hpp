// The developer's inbox: a page on the control port that shows what came as the people it is for would see
// it, and the calls it makes. Messages are hostile: the page may load and run nothing but its own files, and
// the HTML of mails is served for a sandboxed frame, where nothing runs or loads at all. On the control
// port's thread.
#pragma once

#include <optional>
#include <string>

#include "net/h1/h1_server.hpp"
#include "sandbox/service.hpp"

namespace carillon::sandbox {

/// Where messages are sent to: for the command that a page without messages offers.
struct sending_place {
  std::string origin;   ///< "https://127.0.0.1:9443"
  std::string ca_file;  ///< whose certificates clients must trust
};

class page {
 public:
  /// `shared` outlives it.
  page(service& shared, const sending_place& where);

  /// Nothing: the path is not the page's.
  std::optional<net::h1_response> handle(const net::h1_request& request);

 private:
  net::h1_response list(const net::h1_request& request);
  net::h1_response clear();
  /// GET /messages/<id>, or a part of it: /html, /body.
  net::h1_response one(const net::h1_request& request);

  service& service_;
  std::string hello_;  ///< a command that sends a message; empty: no desk knows one
};

}  // namespace carillon::sandbox
