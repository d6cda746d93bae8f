// How far an import has come: <input>.progress beside the input, replaced atomically, gone when the import is
// done. It holds for the same bytes into the same project of the same Redis only. Blocking file access:
// command line only.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "store/import_line.hpp"

namespace carillon::store {

/// How many bad lines are remembered by number and reason.
inline constexpr std::size_t most_bad_lines_kept = 20;

/// Of all runs of one import.
struct import_counts {
  std::uint64_t lines = 0, users = 0, tokens = 0, bad = 0;
  std::uint64_t bytes_read = 0, bytes_total = 0;
  timestamp begun{};  ///< the first run, by Redis' clock: who was deleted since is not brought back
  std::vector<bad_line> first_bad{};  ///< at most most_bad_lines_kept
  bool operator==(const import_counts&) const = default;
};

class import_checkpoint {
 public:
  /// `target` tells project and Redis apart from others; no secret.
  import_checkpoint(const std::filesystem::path& input, const std::string& target);

  /// Nothing when there is none, or it is for other bytes or another target.
  std::optional<import_counts> load() const;
  /// On disk when it returns.
  result<void> save(const import_counts& counts) const;
  void remove() const;

 private:
  std::filesystem::path file_;
  std::string identity_;  ///< of input and target: size, time of change, first bytes, target
};

}  // namespace carillon::store
