// Lines of a file with a bound on their length, and where each ends. Blocking; used by the import.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace carillon::store {

class line_reader {
 public:
  /// From byte `offset`, which must be a line's beginning.
  line_reader(const std::filesystem::path& file, std::uint64_t offset);

  bool is_open() const { return in_.is_open(); }
  /// The next line without its end ("\n" or "\r\n"); valid until the next call. False at the end. A line over
  /// the limit is passed over: it comes empty, and was_too_long() is true.
  bool next(std::string_view& line);
  bool was_too_long() const noexcept { return was_too_long_; }
  /// True when next() ended because the file could not be read on, not because it has no more.
  bool has_failed() const noexcept { return in_.bad(); }
  /// Just behind the last line given.
  std::uint64_t offset() const noexcept { return offset_; }

  static constexpr std::size_t longest_line = 1 << 20;

 private:
  bool refill();
  std::ifstream in_;
  std::string buffer_;
  std::size_t at_ = 0;
  std::uint64_t offset_ = 0;
  bool was_too_long_ = false;
};

}  // namespace carillon::store
