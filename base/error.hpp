// Errors are values. Every operation that may be expected to fail returns result<T>; exceptions are left
// for bugs and for a broken start-up. Used by every folder, on any thread.
#pragma once

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace carillon {

/// What went wrong, coarse enough to decide by. The detail says the rest.
enum class errc {
  invalid_argument,  ///< the caller's input breaks a rule; detail names the field
  not_found,         ///< no such record, or not this project's
  conflict,          ///< it exists already with other content (an idempotency key used twice)
  unauthenticated,   ///< credentials absent, malformed, expired, revoked
  too_large,         ///< a size or count limit was passed
  stale,             ///< the fence refused us: another owner holds the job now
  incomplete,        ///< a job cannot be finished: some recipients have no outcome yet
  unavailable,       ///< Redis or a peer cannot be reached or refuses for now; try again
  timeout,           ///< the deadline passed; what was asked may have happened
  cancelled,         ///< we are stopping
  corrupted,         ///< stored or received bytes do not parse, or fail their authentication tag
  configuration,     ///< settings or the environment are wrong; a person must act (exit code 78)
  internal,          ///< a bug of ours
};

/// "invalid_argument", … for logs and metrics.
std::string_view to_string(errc code) noexcept;

/// One failure: its class, a sentence without secrets, and where it was made.
struct error {
  errc code;
  std::string detail;
  boost::source_location where;

  /// What result::error() answers when there is none: Boost 1.81 demands it. Make no use of it.
  error() : error(errc::internal, "no error") {}
  error(errc code_, std::string detail_, boost::source_location where_ = BOOST_CURRENT_LOCATION)
      : code(code_), detail(std::move(detail_)), where(where_) {}
};

/// A value or an error. `.value()` on an error throws unexpected_error: use it only where an error is a bug.
template <class T = void>
using result = boost::system::result<T, error>;

/// Thrown by result::value() and for broken start-up; caught in main, task_group and the API's handler only.
class unexpected_error : public std::runtime_error {
 public:
  explicit unexpected_error(error cause) : std::runtime_error(cause.detail), cause_(std::move(cause)) {}
  const error& cause() const noexcept { return cause_; }

 private:
  error cause_;
};

/// Boost.System's customisation point for result<T>::value().
[[noreturn]] inline void throw_exception_from_error(const error& cause, const boost::source_location&) {
  throw unexpected_error(cause);
}

}  // namespace carillon
