// Who has asked this process for something lately, as far as it matters: is somebody alone here? An owner
// without neighbours has nobody to be held back for. Told by the API for every request it knows the caller
// of. Any thread.
#pragma once

#include <array>
#include <chrono>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace carillon::net {

class presence {
 public:
  /// How long somebody counts as being here after asking.
  static constexpr std::chrono::seconds lingers{60};

  void see(std::string_view owner, steady_time at);
  /// Has nobody else been here lately?
  bool is_alone(std::string_view owner, steady_time at) const;

 private:
  struct visit {
    std::string owner;
    steady_time at{};
  };
  mutable std::mutex mutex_;
  /// The last two who are not the same, the later first: whoever asks, one of them is somebody else.
  std::array<visit, 2> last_{};
};

}  // namespace carillon::net
