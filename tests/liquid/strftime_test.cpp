#include "liquid/strftime.hpp"

#include <vector>

#include "tests/liquid/render.hpp"

namespace carillon::liquid {
namespace {

std::string written(std::string_view pattern, std::string_view date = "2026-06-05T09:03:07.012345Z") {
  return format_date(parse_rfc3339(date).value(), pattern, 100'000).value_or("(too long)");
}

TEST(strftime, knows_the_flags_of_ruby) {
  for (const auto& [pattern, expected] : std::vector<example>{
           {"%_d %^b %:z", " 5 JUN +00:00"},
           {"%-d|%e|%_m|%0e|%-H|%_H|%-I|%-j|%-y", "5| 5| 6|05|9| 9|9|156|26"},
           {"%^A %^B %^a %^p %^Z", "FRIDAY JUNE FRI AM UTC"},
           {"%#a %#B %#p %#Z %#P", "FRI JUNE am utc AM"},
           {"%10A|%-10A|%010A|%^10a|%_10A", "    Friday|Friday|0000Friday|       FRI|    Friday"},
           {"%5d|%_5d|%-5d|%05e|%8Y|%_6Y|%3y", "00005|    5|5|00005|00002026|  2026|026"},
           {"%z|%:z|%::z|%10z|%_10z|%-10z|%:10z",
            "+0000|+00:00|+00:00:00|+000000000|     +0000|+0000|+000000:00"},
           {"%L|%3N|%6N|%N|%9N|%1N|%12N|%2L", "012|012|012345|012345000|012345000|0|012345000000|01"},
           {"%Ey %Od %EY", "26 05 2026"},
       }) {
    EXPECT_EQ(written(pattern), expected) << pattern;
  }
}

TEST(strftime, knows_the_directives_of_ruby) {
  for (const auto& [pattern, expected] : std::vector<example>{
           {"%C %h %k %l %r %R %T %D %F", "20 Jun  9  9 09:03:07 AM 09:03 09:03:07 06/05/26 2026-06-05"},
           {"%c|%x|%X|%v|%+",
            "Fri Jun  5 09:03:07 2026|06/05/26|09:03:07| 5-JUN-2026|Fri Jun  5 09:03:07 UTC 2026"},
           {"%U %W %V %G %g %u %w %j", "22 22 23 2026 26 5 5 156"},
           {"%s %Q %n%t%%", "1780650187 1780650187012 \n\t%"},
           {"%^c|%20F|%-F|%_F", "FRI JUN  5 09:03:07 2026|          2026-06-05|2026-06-05|2026-06-05"},
       }) {
    EXPECT_EQ(written(pattern), expected) << pattern;
  }
  EXPECT_EQ(written("%G-W%V-%u %U %W", "2027-01-01T00:00:00Z"), "2026-W53-5 00 00");
  EXPECT_EQ(written("%G-W%V %U %W %p %I", "2024-12-30T12:00:00Z"), "2025-W01 52 53 PM 12");
}

TEST(strftime, leaves_what_it_does_not_know) {
  for (const std::string_view pattern :
       {"%", "%-", "%E", "%!", "%:d", "%:::z", "%9999d", "%i %f %J", "100 %"}) {
    EXPECT_EQ(written(pattern), pattern);
  }
}

TEST(strftime, is_bounded) {
  std::string pattern;
  for (int count = 0; count < 200; ++count) pattern += "%1024d";
  EXPECT_EQ(written(pattern), "(too long)");
  EXPECT_EQ(written("%1024d").size(), 1024U);
}

}  // namespace
}  // namespace carillon::liquid
