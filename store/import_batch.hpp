// The file of an import cut into batches whose users are all different: a batch is written in no particular
// order, so it ends before a line that speaks of a user it has already. What stands later in the file wins.
// A byte order mark before a line is passed over, wherever files were put together. Blocking.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "store/import_line.hpp"
#include "store/line_reader.hpp"

namespace carillon::store {

struct import_batch {
  std::vector<user_fields> people;
  std::vector<std::vector<device_token>> devices;  ///< of each of `people`
  std::vector<std::uint64_t> numbers;              ///< the line of each
  std::vector<bad_line> bad;                       ///< told already
  std::uint64_t lines = 0;                         ///< in this batch, empty and bad ones included
  std::uint64_t end = 0;                           ///< the byte behind it
};

class import_batches {
 public:
  /// From byte `offset`, before which there were `lines` lines.
  import_batches(const std::filesystem::path& file, std::uint64_t offset, std::uint64_t lines,
                 token_kinds kinds, std::function<void(const bad_line&)> on_bad_line);
  bool is_open() const { return reader_.is_open(); }
  bool has_failed() const { return reader_.has_failed(); }

  /// Reads on, at most `slice` lines, until a batch of `wanted` lines is full or must end; true once it is.
  bool fill(std::size_t wanted, std::size_t slice);
  /// The batch that fill() said is full; nothing when the file is at its end.
  std::optional<import_batch> take();

 private:
  std::optional<import_line> parse(std::string_view line);
  bool has_same_user(const user_fields& fields) const;
  void add(import_line line, std::uint64_t number);

  line_reader reader_;
  token_kinds kinds_;
  std::function<void(const bad_line&)> on_bad_line_;
  std::uint64_t number_;  ///< of the last line read
  import_batch batch_;
  std::unordered_set<std::string> external_ids_, emails_, lone_emails_;
  std::optional<import_line> held_;  ///< read, but of the next batch
};

}  // namespace carillon::store
