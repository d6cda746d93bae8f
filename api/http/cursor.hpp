// Opaque page cursors: base64url of a position and a MAC over project, route and position. A client can
// neither make one up nor use one elsewhere (rest-contract.md 4, hardening.md E9). Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/secret.hpp"

namespace carillon::api {

/// Where a cursor is good.
struct cursor_scope {
  project_id project;
  std::string_view route;
};

class cursor_codec {
 public:
  explicit cursor_codec(secret key) : key_(std::move(key)) {}

  std::string encode(const cursor_scope& scope, std::string_view position) const;
  /// The position, or invalid_argument for anything encode() did not make for this scope.
  result<std::string> decode(const cursor_scope& scope, std::string_view cursor) const;

 private:
  std::string mac(const cursor_scope& scope, std::string_view position) const;
  secret key_;
};

}  // namespace carillon::api
