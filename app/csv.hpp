// Comma-separated values as RFC 4180 has them, and as spreadsheets and providers write them: quotes, line
// breaks within them, either end of line, a byte order mark. Pure.
#pragma once

#include <cstddef>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace carillon::app {

using csv_row = std::vector<std::string>;

class csv_reader {
 public:
  static constexpr std::size_t most_fields = 100;
  static constexpr std::size_t most_bytes = 64 * 1024;  ///< of a row

  /// `from` outlives it.
  explicit csv_reader(std::istream& from) : from_(from) {}

  /// False at the end. Empty lines are passed over. invalid_argument says what is wrong with line(): nothing
  /// behind it can be told apart any more.
  result<bool> next(csv_row& row);
  /// Where the row that was read last begins, from 1.
  std::size_t line() const noexcept { return began_; }

 private:
  result<bool> read_quoted(std::string& field);
  error wrong(std::string_view what) const;

  std::istream& from_;
  std::size_t line_ = 1, began_ = 1;
  std::size_t bytes_ = 0;  ///< of the row
  bool has_begun_ = false;
};

/// A row with its end of line; quoted where it has to be.
std::string csv_line(const csv_row& row);

}  // namespace carillon::app
