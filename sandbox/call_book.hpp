// What came of the calls that were made back: for GET /control/calls. The last thousand. Under the service's
// lock.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

#include "base/json.hpp"

namespace carillon::sandbox {

struct made_call {
  std::string_view by;
  std::string what;
  std::string url;
  int status = 0;     ///< 0: nobody answered
  std::string error;  ///< why nobody did, or was not asked
};

class call_book {
 public:
  void add(made_call ended) {
    if (calls_.size() == most) calls_.pop_front();
    calls_.push_back(std::move(ended));
  }
  void clear() noexcept { calls_.clear(); }
  /// {"calls": [{"by", "what", "url", "status", "error"}]}, the oldest first.
  json to_json() const;

 private:
  static constexpr std::size_t most = 1000;
  std::deque<made_call> calls_;
};

}  // namespace carillon::sandbox
