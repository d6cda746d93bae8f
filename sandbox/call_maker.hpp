// Makes the calls that desks leave behind, each when it is due. Nothing but this machine is called: a URL at
// any other host goes to the origin that PUT /control/behaviour names (callback_origin), or is not called.
// One a front, on its io thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <boost/asio/ssl/context.hpp>

#include "base/error.hpp"
#include "net/task_group.hpp"
#include "sandbox/later_call.hpp"
#include "sandbox/service.hpp"

namespace carillon::sandbox {

/// The URL to call instead of `url`; invalid_argument when it is none, or nobody here may be called for it.
result<std::string> callable_url(const std::string& url, const std::string& callback_origin);

class call_maker {
 public:
  /// `shared` outlives it. `tls` is for https.
  call_maker(asio::io_context& context, service& shared, std::shared_ptr<boost::asio::ssl::context> tls)
      : context_(context), service_(shared), tls_(std::move(tls)), group_(context) {}

  void make(std::vector<later_call> calls);
  /// Those that wait or are under way are given up.
  void cancel() { group_.cancel(); }

 private:
  task<> make(later_call one);

  asio::io_context& context_;
  service& service_;
  std::shared_ptr<boost::asio::ssl::context> tls_;
  net::task_group group_;
};

}  // namespace carillon::sandbox
