#include "liquid/date_parser.hpp"

#include <vector>

#include "tests/liquid/render.hpp"

namespace carillon::liquid {
namespace {

std::string read(const json& content) {
  const auto date = to_date(content);
  return date ? to_rfc3339(*date).substr(0, 23) : "none";
}

TEST(date_parser, reads_the_usual_spellings) {
  for (const auto& [text, expected] : std::vector<example>{
           {"2026-06-15 14:30:00", "2026-06-15T14:30:00.000"},
           {"2026-06-15 14:30", "2026-06-15T14:30:00.000"},
           {"2026-06-15T14:30:00.5+02:00", "2026-06-15T12:30:00.500"},
           {"2026-06-15 14:30:00 -0500", "2026-06-15T19:30:00.000"},
           {"2026-06-15 14:30:00 UTC", "2026-06-15T14:30:00.000"},
           {"2026-06-15", "2026-06-15T00:00:00.000"},
           {"2026/6/5", "2026-06-05T00:00:00.000"},
           {"2026-06", "2026-06-01T00:00:00.000"},
           {"March 14, 2016", "2016-03-14T00:00:00.000"},
           {"Mar 14 2016 2:30 pm", "2016-03-14T14:30:00.000"},
           {"14 March 2016 12am", "2016-03-14T00:00:00.000"},
           {"14th of March 2016 at 9:05:07.25 PM", "2016-03-14T21:05:07.250"},
           {"Mon, 14 Mar 2016 10:20:30 GMT", "2016-03-14T10:20:30.000"},
           {"Mon, 14 Mar 2016 10:20:30 +0100 (CET)", "2016-03-14T09:20:30.000"},
           {"Monday, March 14, 2016", "2016-03-14T00:00:00.000"},
           {"Mon Mar 14 10:20:30 2016", "2016-03-14T10:20:30.000"},
           {"14-Mar-2016", "2016-03-14T00:00:00.000"},
           {"03/14/2016", "2016-03-14T00:00:00.000"},
           {"14/03/2016", "2016-03-14T00:00:00.000"},
           {"14.03.2016 08:00", "2016-03-14T08:00:00.000"},
           {"3/14/16", "2016-03-14T00:00:00.000"},
           {"20160314T102030Z", "2016-03-14T10:20:30.000"},
           {"20160314T1020", "2016-03-14T10:20:00.000"},
           {" 1457944830 ", "2016-03-14T08:40:30.000"},
           {"-1", "1969-12-31T23:59:59.000"},
       }) {
    EXPECT_EQ(read(std::string(text)), expected) << text;
  }
  EXPECT_EQ(read(1457944830), "2016-03-14T08:40:30.000");
  EXPECT_EQ(read(1457944830.9), "2016-03-14T08:40:30.000");
  for (const char* text : {"now", "today", "June 5"}) EXPECT_NE(read(text), "none") << text;
}

TEST(date_parser, takes_nothing_else_for_a_date) {
  for (const char* text :
       {"", "soon", "2026-02-30", "2026-13-01", "14:30", "March 14 March 15 2016", "2016-03-14 25:00",
        "2016-03-14 10:61", "March 14, 2016 again", "2016-03-14T10:20:30+25:00", "+02:00", "0000-01-01",
        "10:20 10:30", "2016-03-14 13:00 pm", "1/2/3/4", "--", "2016-", "T", "99999999999999999999"}) {
    EXPECT_EQ(read(text), "none") << text;
  }
  EXPECT_EQ(read(nullptr), "none");
  EXPECT_EQ(read(json::array()), "none");
  EXPECT_EQ(read(99999999999999), "none");
}

}  // namespace
}  // namespace carillon::liquid
