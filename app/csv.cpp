#include "app/csv.hpp"

#include <utility>

namespace carillon::app {
namespace {

constexpr int end_of_file = std::istream::traits_type::eof();
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

bool is_line_end(int c) noexcept {
  return c == '\n' || c == '\r' || c == end_of_file;
}

}  // namespace

error csv_reader::wrong(std::string_view what) const {
  return {errc::invalid_argument, "line " + std::to_string(began_) + ": " + std::string(what)};
}

/// Past the first quote. True when the field ended as it should.
result<bool> csv_reader::read_quoted(std::string& field) {
  while (true) {
    const int c = from_.get();
    if (c == end_of_file) return wrong("a quote is not closed");
    if (c == '"') {
      if (from_.peek() != '"') return true;
      from_.get();
    }
    if (c == '\n') ++line_;
    field += static_cast<char>(c);
    if (++bytes_ > most_bytes) return wrong("it is too long");
  }
}

result<bool> csv_reader::next(csv_row& row) {
  if (!std::exchange(has_begun_, true)) {
    for (std::size_t at = 0;
         at < byte_order_mark.size() && from_.peek() == static_cast<unsigned char>(byte_order_mark[at]); ++at)
      from_.get();
  }
  row.clear();
  bytes_ = 0;
  while (from_.peek() == '\n' || from_.peek() == '\r') line_ += from_.get() == '\n' ? 1U : 0U;
  began_ = line_;
  if (from_.peek() == end_of_file) return false;
  row.emplace_back();
  while (true) {
    const int c = from_.get();
    if (is_line_end(c)) {
      if (c == '\n') ++line_;
      return true;
    }
    if (++bytes_ > most_bytes) return wrong("it is too long");
    if (c == ',') {
      if (row.size() == most_fields) return wrong("it has too many fields");
      row.emplace_back();
    } else if (c == '"' && row.back().empty()) {
      const auto read = read_quoted(row.back());
      if (!read) return read.error();
      if (from_.peek() != ',' && !is_line_end(from_.peek())) return wrong("something follows a closed quote");
    } else {
      row.back() += static_cast<char>(c);
    }
  }
}

std::string csv_line(const csv_row& row) {
  std::string out;
  for (std::size_t at = 0; at < row.size(); ++at) {
    if (at > 0) out += ',';
    if (row[at].find_first_of(",\"\r\n") == std::string::npos) {
      out += row[at];
      continue;
    }
    out += '"';
    for (const char c : row[at]) out.append(c == '"' ? 2 : 1, c);
    out += '"';
  }
  return out + "\r\n";
}

}  // namespace carillon::app
