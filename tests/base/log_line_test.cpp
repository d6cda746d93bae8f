#include "base/log_line.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "base/json.hpp"

namespace carillon::log {
namespace {

line with(std::initializer_list<field> fields, std::string_view message = "A sentence.") {
  return {from_unix_us(1), level::warn, "worker", "some_event", message, fields};
}

TEST(log_line, as_json_holds_every_field_in_order) {
  EXPECT_EQ(as_json(with({{"count", 3}, {"ratio", 0.5}, {"is_late", true}, {"name", "x"}, {"delta", -1}})),
            R"({"ts":"1970-01-01T00:00:00.000001Z","level":"warn","component":"worker","event":"some_event",)"
            R"("msg":"A sentence.","count":3,"ratio":0.5,"is_late":true,"name":"x","delta":-1})"
            "\n");
}

TEST(log_line, as_json_parses_whatever_the_fields_hold) {
  const auto text = as_json(
      with({{"bytes", "\xff\n\"\\\x01"}, {"nan", std::numeric_limits<double>::quiet_NaN()}}, "two\nlines"));
  const auto parsed = parse_json(text).value();
  EXPECT_EQ(parsed["bytes"], "?\n\"\\\x01");
  EXPECT_TRUE(parsed["nan"].is_null());
  EXPECT_EQ(parsed["msg"], "two\nlines");
  EXPECT_EQ(text.find('\n'), text.size() - 1);
}

TEST(log_line, as_text_quotes_all_but_words) {
  EXPECT_EQ(
      as_plain_text(
          with({{"count", 3}, {"word", "a/b:c"}, {"words", "a b"}, {"empty", ""}, {"forged", "x\ny=1"}},
               "two\nlines")),
      "1970-01-01T00:00:00.000001Z warn  some_event: two\\nlines count=3 word=a/b:c words=\"a b\" empty=\"\" "
      "forged=\"x\\ny=1\"\n");
}

}  // namespace
}  // namespace carillon::log
