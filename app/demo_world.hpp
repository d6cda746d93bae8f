// What the demo plays with: a folder of its own, users with one to three devices each, and provider accounts
// whose keys are made on the spot. Some devices are made to answer badly, so that the report has something to
// say.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/error.hpp"
#include "base/json.hpp"

namespace carillon::app {

/// Ports and files of a running demo.
struct demo_place {
  std::string folder;           ///< everything is in here; kept when the demo ends
  std::string sandbox_origin;   ///< https://127.0.0.1:port
  std::string sandbox_control;  ///< http://127.0.0.1:port
  std::string sandbox_ca;       ///< PEM
};

/// A fresh folder below the system's temporary one, 0700.
result<std::string> make_demo_folder();

/// Writes `folder`/carillon.toml: the server on free ports of loopback, delivering to the sandbox.
result<std::string> write_demo_settings(const demo_place& place);

struct demo_accounts {
  json apns;         ///< body of PUT /integrations/apns
  json fcm;          ///< body of PUT /integrations/fcm
  json credentials;  ///< body of the sandbox's PUT /control/credentials: the public halves
};
demo_accounts make_demo_accounts(const demo_place& place);

struct demo_audience {
  std::string file;  ///< NDJSON, as `carillon import` takes it
  std::uint64_t users = 0;
  std::uint64_t devices = 0;
};
/// `progress` is called now and then with the number of users written.
result<demo_audience> write_demo_users(const std::string& folder, std::uint64_t users,
                                       const std::function<void(std::uint64_t)>& progress);

}  // namespace carillon::app
