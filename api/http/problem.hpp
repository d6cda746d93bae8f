// Answers in the shapes the contract knows: JSON, empty, and the errors shape
// {"errors":[{"message", "code"?, "suggestion"?, "help_link"?}]} (rest-contract.md 2, "Error object"). Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "net/h1/h1_server.hpp"

namespace carillon::api {

using response = net::h1_response;

/// A refusal on its way to becoming a response.
struct problem {
  /// `code` of the catalogue and `suggestion` may be empty.
  problem(int status_, std::string message_, std::string code_ = {}, std::string suggestion_ = {})
      : status(status_),
        message(std::move(message_)),
        code(std::move(code_)),
        suggestion(std::move(suggestion_)) {}
  /// What result::error() answers when there is none: Boost 1.81 demands it. Make no use of it.
  problem() : problem(500, "no problem") {}

  int status;
  std::string message;
  std::string code;
  std::string suggestion;
  std::vector<std::string> further;  ///< messages of errors after the first
  /// When to come back; none: a second of a 503, and nothing is said of others.
  std::optional<std::chrono::seconds> retry_after;
};

/// A value, or the refusal to answer with.
template <class Value>
using checked = boost::system::result<Value, problem>;

/// 422 with one error a complaint; there is at least one.
problem invalid(std::vector<std::string> complaints);
response json_answer(int status, const json& body);
/// 204.
response no_content();
response failure(const problem& refusal);
/// What a failed operation means to the client: not_found 404, conflict 422, unavailable and timeout 503 with
/// Retry-After, internal ones 500 without detail.
problem to_problem(const error& cause);
inline response failure(const error& cause) {
  return failure(to_problem(cause));
}

}  // namespace carillon::api
