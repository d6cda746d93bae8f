#include "api/http/media_type.hpp"

#include <gtest/gtest.h>

namespace carillon::api {
namespace {

bool is_json_in_utf8(std::string_view text) {
  const auto type = parse_media_type(text);
  return type && type->name == "application/json" && is_utf8(*type);
}

TEST(media_type, is_the_same_however_it_is_legally_spelled) {
  for (const auto* text :
       {"application/json", "APPLICATION/JSON", " application/json ", "application/json;charset=utf-8",
        "application/json; charset=utf8", "application/json; charset=UTF8",
        "application/json;charset=\"UTF-8\"", "application/json ; Charset=\"utf-8\"",
        "application/json;charset=utf-8;", "application/json;", "application/json;; charset=utf-8",
        "application/json; odata.metadata=minimal; charset=utf-8", "application/json;\tcharset=utf-8",
        "application/json; charset = utf-8", "application/json; charset=us-ascii",
        "application/json; profile=\"https://x/;charset=latin1\"", "application/json; charset=\"ut\\f-8\"",
        "application/json; charset=utf-8; charset=UTF-8"}) {
    EXPECT_TRUE(is_json_in_utf8(text)) << text;
  }
}

TEST(media_type, is_none_or_another_where_it_says_something_else) {
  for (const auto* text :
       {"", ";", "json", "application", "application/", "/json", "application/json, text/plain", "text/json",
        "application/jsonp", "application/json x", "application/json; charset",
        "application/json; charset=", "application/json; charset=\"utf-8", "application/json; charset=utf-16",
        "application/json; charset=latin1", "application/json; charset=utf-8; charset=utf-16",
        "application/json; charset=\"utf-8\\"}) {
    EXPECT_FALSE(is_json_in_utf8(text)) << text;
  }
}

}  // namespace
}  // namespace carillon::api
