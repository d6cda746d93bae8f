#include "app/csv.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace carillon::app {
namespace {

struct parsed {
  std::vector<csv_row> rows;
  std::string trouble;
};

parsed read(const std::string& text) {
  std::istringstream from(text);
  csv_reader reader(from);
  parsed out;
  csv_row row;
  while (true) {
    const auto more = reader.next(row);
    if (!more) out.trouble = more.error().detail;
    if (!more || !*more) return out;
    out.rows.push_back(row);
  }
}

TEST(csv, reads_rows_with_either_end_and_with_none) {
  const std::vector<csv_row> wanted{{"a", "b"}, {"c", ""}, {"", "d"}};
  for (const auto* text : {"a,b\nc,\n,d", "a,b\r\nc,\r\n,d\r\n", "\n\na,b\n\nc,\n,d\n\n",
                           "\xef\xbb\xbf"
                           "a,b\nc,\n,d"})
    EXPECT_EQ(read(text).rows, wanted) << text;
  EXPECT_TRUE(read("").rows.empty());
}

TEST(csv, reads_what_is_quoted) {
  EXPECT_EQ(read("\"a, \"\"b\"\"\nc\",d").rows, (std::vector<csv_row>{{"a, \"b\"\nc", "d"}}));
  EXPECT_EQ(read("a\"b,c").rows, (std::vector<csv_row>{{"a\"b", "c"}})) << "a quote within is a character";
}

TEST(csv, names_the_line_that_is_wrong) {
  EXPECT_EQ(read("a\n\"b").trouble, "line 2: a quote is not closed");
  EXPECT_EQ(read("a\n\n\"b\"c").trouble, "line 3: something follows a closed quote");
  EXPECT_EQ(read(std::string(70'000, 'x')).trouble, "line 1: it is too long");
  EXPECT_EQ(read('"' + std::string(70'000, 'x')).trouble, "line 1: it is too long");
  EXPECT_EQ(read(std::string(100, ',')).trouble, "line 1: it has too many fields");
}

TEST(csv, reads_what_it_writes) {
  const csv_row row{"plain", "a,b", "say \"so\"", "two\r\nlines", ""};
  EXPECT_EQ(csv_line({"a", "b,c"}), "a,\"b,c\"\r\n");
  EXPECT_EQ(read(csv_line(row) + csv_line(row)).rows, (std::vector<csv_row>{row, row}));
}

}  // namespace
}  // namespace carillon::app
