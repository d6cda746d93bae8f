#include "base/json.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace carillon {
namespace {

errc code_of(std::string_view text, const json_limits& limits = {}) {
  const auto parsed = parse_json(text, limits);
  if (parsed.has_value()) ADD_FAILURE() << "was accepted: " << text.substr(0, 80);
  return parsed.error().code;
}

TEST(parse_json, builds_every_kind_of_value) {
  const auto value = parse_json(R"( {"a":[1,-2,3.5,true,false,null,"s",{}],"b":{"c":[]},"":0} )").value();
  EXPECT_EQ(value, json::parse(R"({"a":[1,-2,3.5,true,false,null,"s",{}],"b":{"c":[]},"":0})"));
  EXPECT_EQ(parse_json("7").value(), 7);
  EXPECT_EQ(parse_json("18446744073709551615").value().get<std::uint64_t>(), 18446744073709551615u);
  EXPECT_EQ(parse_json("-0").value().get<double>(), 0.0);
}

TEST(parse_json, decodes_escapes) {
  EXPECT_EQ(parse_json(R"("\u00e9\ud83d\ude00\n\"")").value(), "\xc3\xa9\xf0\x9f\x98\x80\n\"");
  EXPECT_EQ(parse_json(R"("\u0000")").value(), std::string(1, '\0'));
}

TEST(parse_json, refuses_what_rfc_8259_refuses) {
  for (const auto* text : {"",          " ",      "{",       "}",       "[1,]",    "{\"a\":1,}", "[1 2]",
                           "{\"a\" 1}", "{a:1}",  "{'a':1}", "nul",     "NaN",     "Infinity",   "-Infinity",
                           "01",        "+1",     "1.",      ".5",      "1e",      "0x10",       "// c\n1",
                           "/* c */1",  "# c\n1", "\"\t\"",  "\"\n\"",  "\"\\x\"", "\"\\u12\"",  "\"a",
                           "1 2",       "{} {}",  "[]]",     "\u00a01", "--1",     "tru",        "True"}) {
    EXPECT_EQ(code_of(text), errc::invalid_argument) << text;
  }
}

TEST(parse_json, refuses_a_byte_order_mark) {
  EXPECT_EQ(code_of("\xef\xbb\xbf{}"), errc::invalid_argument);
}

TEST(parse_json, refuses_nul_and_what_hides_behind_it) {
  EXPECT_EQ(code_of(std::string_view("{}\0", 3)), errc::invalid_argument);
  EXPECT_EQ(code_of(std::string_view("{}\0{\"a\":1}", 10)), errc::invalid_argument);
  EXPECT_EQ(code_of(std::string_view("\"a\0b\"", 5)), errc::invalid_argument);
}

TEST(parse_json, refuses_duplicate_keys_however_written) {
  EXPECT_EQ(code_of(R"({"a":1,"a":1})"), errc::invalid_argument);
  EXPECT_EQ(code_of(R"({"a":1,"b":{"c":1,"\u0063":2}})"), errc::invalid_argument);
  EXPECT_TRUE(parse_json(R"({"a":{"a":{"a":1}},"b":{"a":1}})").has_value());
}

TEST(parse_json, refuses_numbers_past_a_double) {
  EXPECT_EQ(code_of("1e400"), errc::invalid_argument);
  EXPECT_EQ(code_of("[-1e400]"), errc::invalid_argument);
  EXPECT_EQ(parse_json("1e-400").value().get<double>(), 0.0);
}

TEST(parse_json, names_an_integer_that_64_bits_do_not_hold) {
  const std::string digits = "123456789012345678901234567890";
  for (const auto& text : {digits, "-" + digits, "[1,[" + digits + "]]", R"({"a":{"b":)" + digits + "}}",
                           std::string("18446744073709551616"), std::string("-9223372036854775809")}) {
    EXPECT_EQ(code_of(text), errc::invalid_argument) << text;
  }
  EXPECT_EQ(parse_json("[" + digits + "]").error().detail,
            "The JSON text has an integer beyond 64 bits, " + digits + "; a string keeps all of its digits.");
  EXPECT_EQ(code_of(std::string(300, '9')), errc::invalid_argument);
  EXPECT_LT(parse_json(std::string(300, '9')).error().detail.size(), 150U);
  EXPECT_EQ(parse_json("-9223372036854775808").value().get<std::int64_t>(), INT64_MIN);
  EXPECT_EQ(dump_json(parse_json("1e29").value()), "1e+29") << "written as a double, it is one";
}

TEST(parse_json, keeps_the_digits_of_a_wide_integer_as_text_where_asked_to) {
  const auto value = parse_json(R"({"wei":123456789012345678901234567890,"n":[-9223372036854775809,1]})",
                                {.wide = wide_integers::as_text});
  EXPECT_EQ(dump_json(value.value()),
            R"({"wei":"123456789012345678901234567890","n":["-9223372036854775809",1]})");
}

TEST(parse_json, refuses_broken_unicode) {
  for (const auto* text : {R"("\ud800")", R"("\udc00")", R"("\ud800\ud800")", R"("\ud800x")", R"("\ud800\n")",
                           R"("\udc00\ud800")", "\"\xff\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"",
                           "\"\xe2\x82\"", "\"\xf5\x80\x80\x80\"", "{\"\xff\":1}"}) {
    EXPECT_EQ(code_of(text), errc::invalid_argument) << text;
  }
}

TEST(parse_json, stops_at_the_greatest_depth) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(parse_json(nested(32)).has_value());
  EXPECT_EQ(code_of(nested(33)), errc::too_large);
  EXPECT_EQ(code_of(nested(3), {.max_depth = 2}), errc::too_large);
}

TEST(parse_json, needs_no_stack_for_endless_nesting) {
  EXPECT_EQ(code_of(std::string(1'000'000, '[')), errc::too_large);
  std::string objects;
  for (int count = 0; count < 150'000; ++count) objects += "{\"a\":";
  EXPECT_EQ(code_of(objects), errc::too_large);
  EXPECT_EQ(code_of(std::string(1'000'000, '['), {.max_depth = 2'000'000, .max_values = 2'000'000}),
            errc::invalid_argument);
}

TEST(parse_json, counts_values_and_keys) {
  EXPECT_TRUE(parse_json("[1,2,3]", {.max_values = 4}).has_value());
  EXPECT_EQ(code_of("[1,2,3]", {.max_values = 3}), errc::too_large);
  EXPECT_TRUE(parse_json(R"({"a":1})", {.max_values = 3}).has_value());
  EXPECT_EQ(code_of(R"({"a":1})", {.max_values = 2}), errc::too_large);
  std::string keys = "{";
  for (int count = 0; count < 120'000; ++count) keys += '"' + std::to_string(count) + "\":0,";
  EXPECT_EQ(code_of(keys, {.max_bytes = 2'000'000}), errc::too_large);
}

TEST(parse_json, has_a_greatest_length) {
  EXPECT_TRUE(parse_json("[1]", {.max_bytes = 3}).has_value());
  EXPECT_EQ(code_of("[1] ", {.max_bytes = 3}), errc::too_large);
  EXPECT_EQ(code_of('"' + std::string(10'000'000, 'a') + '"'), errc::too_large);
}

TEST(parse_json, says_where_it_stopped) {
  EXPECT_EQ(parse_json("[1,x]").error().detail, "The JSON text is malformed at byte 4.");
}

TEST(dump_json, is_compact_and_survives_bad_bytes) {
  EXPECT_EQ(dump_json({{"a", {1, 2}}}), R"({"a":[1,2]})");
  EXPECT_EQ(dump_json("\xff"), "\"\xef\xbf\xbd\"");
}

TEST(dump_json, writes_what_the_library_writes) {
  const auto library = [](const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
  };
  std::string all;
  for (int byte = 0; byte < 128; ++byte) all += static_cast<char>(byte);
  const auto most = std::numeric_limits<std::uint64_t>::max();
  const auto least = std::numeric_limits<std::int64_t>::min();
  const json mixed = {
      {"", nullptr},
      {all, all + "\xc3\xa9" + all},
      {"numbers", {0, -1, most, least, 1.5, 1e300, 0.1}},
      {"nested", {{"a", json::array()}, {"b", json::object()}, {"c", {{{"d", {true, false}}}}}}}};
  EXPECT_EQ(dump_json(mixed), library(mixed));
  for (const json& alone : {json(), json::array(), json::object(), json(3), json(true), json("x")})
    EXPECT_EQ(dump_json(alone), library(alone));
  // Whatever stands before and behind it, and however the eight bytes fall that are looked at together.
  for (int byte = 0; byte < 256; ++byte) {
    for (std::size_t before = 0; before < 9; ++before) {
      const json text = std::string(before, '\x7f') + static_cast<char>(byte) + std::string(9 - before, '!');
      EXPECT_EQ(dump_json(text), library(text)) << byte;
    }
  }
}

TEST(canonical_json, is_the_same_for_equal_values) {
  const auto one = parse_json(R"({"b":[{"y":1,"x":null},[],{}],"a":"\u00e9\n","c":1.5})").value();
  const auto same = parse_json(R"({"c":1.5,"a":"\u00e9\n","b":[{"x":null,"y":1},[],{}]})").value();
  EXPECT_EQ(canonical_json(one), "{\"a\":\"\xc3\xa9\\n\",\"b\":[{\"x\":null,\"y\":1},[],{}],\"c\":1.5}");
  EXPECT_EQ(canonical_json(one), canonical_json(same));
  EXPECT_NE(dump_json(one), dump_json(same));
}

TEST(append_json_escaped, escapes_what_must_be_and_no_more) {
  std::string all;
  for (int byte = 0; byte < 128; ++byte) all += static_cast<char>(byte);
  all += "\xc3\xa9/";
  std::string out = "\"";
  append_json_escaped(out, all);
  out += '"';
  EXPECT_EQ(parse_json(out).value(), all);
  std::string plain;
  append_json_escaped(plain, "a/\xc3\xa9 \x7f");
  EXPECT_EQ(plain, "a/\xc3\xa9 \x7f");
  std::string controls = ">";
  append_json_escaped(controls, "x\x01\n\"\\");
  EXPECT_EQ(controls, ">x\\u0001\\n\\\"\\\\");
}

TEST(member_of, is_null_when_there_is_none) {
  const json object = {{"a", {{"b", 1}}}, {"none", nullptr}};
  EXPECT_EQ(member_of(member_of(object, "a"), "b"), 1);
  for (const json& other : {object, json(nullptr), json::array({1}), json("text")})
    EXPECT_TRUE(member_of(other, "none").is_null()) << other;
}

TEST(text_of, is_empty_unless_it_is_a_text) {
  const json object = {{"a", "x"}, {"b", 1}, {"c", nullptr}};
  EXPECT_EQ(text_of(object, "a"), "x");
  for (const char* name : {"b", "c", "d"}) EXPECT_EQ(text_of(object, name), "") << name;
  EXPECT_EQ(text_of(json(3), "a"), "");
}

}  // namespace
}  // namespace carillon
