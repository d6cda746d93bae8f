// Addresses a project sends no mail to any more: those that bounced for good, those whose owners complained,
// and those it put there itself. One list a project, asked for all addresses of a chunk at once. An address
// counts in any spelling (store/canonical_email). One io thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "net/redis/redis.hpp"
#include "net/task.hpp"
#include "queue/keys.hpp"

namespace carillon::store {

/// Of the project and the address: the same whenever it is put there.
using suppression_id = id<struct suppression_tag>;

enum class suppression_reason : std::uint8_t {
  manual,     ///< the project's own doing
  bounce,     ///< there is no such mailbox
  complaint,  ///< its owner called a mail spam
  soft,       ///< it bounced again and again, though it may be there: for a while
};
std::string_view to_string(suppression_reason value) noexcept;
std::optional<suppression_reason> parse_suppression_reason(std::string_view text) noexcept;

struct suppression {
  std::string address;  ///< as it was given
  suppression_reason reason = suppression_reason::manual;
  std::string note;    ///< words of people or of a provider, at most most_suppression_note bytes
  std::string source;  ///< who put it there: "api", "cli", a kind of provider
  std::optional<delivery_id> delivery;  ///< the mail that told, if one did
  timestamp added{};                    ///< put() sets it
  std::optional<timestamp> until{};     ///< none: for ever. To the minute
};

/// Bytes.
inline constexpr std::size_t most_suppression_note = 500;
/// Of one project: about 300 bytes each.
inline constexpr std::size_t most_suppressions = 1'000'000;

suppression_id suppression_id_of(project_id project, std::string_view address);

class suppressions {
 public:
  suppressions(net::redis& redis, queue::keys names) : redis_(redis), names_(std::move(names)) {}

  /// False when the address is there already: that entry stays as it is, but for a complaint, which takes
  /// the place of what is less, and but for one that ends. conflict past most_suppressions.
  task<result<bool>> put(project_id project, suppression value);
  /// not_found when it is not there.
  task<result<suppression>> find(project_id project, suppression_id id);
  /// False when it was not there.
  task<result<bool>> remove(project_id project, suppression_id id);
  /// Takes off what has ended, at most a hundred; true when there may be more.
  task<result<bool>> expire(project_id project);
  /// Takes off what this source put there since then, but not what people did; how many.
  task<result<std::uint64_t>> take_back(project_id project, std::string source, timestamp since);
  /// Newest first, at most `limit`; beyond `after` (older) or before `before` (newer), never both. Nothing
  /// beyond an entry that is gone.
  task<result<std::vector<suppression>>> page(project_id project, std::optional<suppression_id> after,
                                              std::optional<suppression_id> before, std::size_t limit);
  /// Whether each of these is there, in order.
  task<result<std::vector<bool>>> have(project_id project, std::vector<std::string> addresses);

 private:
  net::redis& redis_;
  queue::keys names_;
};

}  // namespace carillon::store
