// The document and the routes say the same: every operation of one is in the other, under the same method,
// path, name and caller.
#include "api/http/openapi.hpp"

#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "api/routes.hpp"
#include "base/json.hpp"
#include "tests/api/server_fixture.hpp"

namespace carillon::api {
namespace {

json document() {
  return json::parse(openapi_document());
}

std::string to_upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

std::string_view scheme_of(role who) {
  switch (who) {
    case role::none:
      return "anyone";
    case role::project:
      return "projectJwt";
    case role::user:
      return "userJwt";
  }
  return "";
}

std::set<std::string> documented_operations() {
  std::set<std::string> lines;
  const auto whole = document();
  for (const auto& [path, item] : whole["paths"].items()) {
    for (const auto& [method, operation] : item.items()) {
      const auto& security = operation["security"];
      const auto who = security.empty() ? std::string("anyone") : security[0].begin().key();
      lines.insert(to_upper(method) + " " + path + " " + operation["operationId"].get<std::string>() + " " +
                   who);
    }
  }
  return lines;
}

std::set<std::string> served_operations() {
  std::set<std::string> lines;
  for (const auto& row : all_routes()) {
    const auto path = std::regex_replace(std::string(row.pattern), std::regex(R"(\.\.\.\})"), "}");
    lines.insert(std::string(row.method) + " " + path + " " + row.operation + " " +
                 std::string(scheme_of(row.who)));
  }
  return lines;
}

std::vector<std::string> missing_in(const std::set<std::string>& there, const std::set<std::string>& wanted) {
  std::vector<std::string> missing;
  std::ranges::set_difference(wanted, there, std::back_inserter(missing));
  return missing;
}

void collect_references(const json& value, std::set<std::string>& found) {
  if (value.is_object() && value.contains("$ref") && value["$ref"].is_string()) {
    found.insert(value["$ref"].get<std::string>().substr(1));
  }
  if (!value.is_structured()) return;
  for (const auto& inner : value) collect_references(inner, found);
}

TEST(openapi, documents_every_route) {
  EXPECT_EQ(missing_in(documented_operations(), served_operations()), std::vector<std::string>());
}

TEST(openapi, documents_no_route_that_is_not_served) {
  EXPECT_EQ(missing_in(served_operations(), documented_operations()), std::vector<std::string>());
}

TEST(openapi, names_every_operation_once) {
  std::set<std::string> names;
  for (const auto& row : all_routes()) EXPECT_TRUE(names.insert(row.operation).second) << row.operation;
}

TEST(openapi, refers_only_to_what_it_defines) {
  const auto whole = document();
  std::set<std::string> references;
  collect_references(whole, references);
  EXPECT_GT(references.size(), 100U);
  for (const auto& one : references) EXPECT_TRUE(whole.contains(json::json_pointer(one))) << one;
}

class openapi_server : public api_test {};

TEST_F(openapi_server, answers_the_document_to_anyone) {
  const auto answer = send({.target = "/openapi.json"});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("content-type"), "application/json");
  EXPECT_EQ(answer.parsed(), document());
}

TEST_F(openapi_server, shows_a_page_that_may_fetch_nothing) {
  const auto answer = send({.target = "/docs"});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("content-type"), "text/html; charset=utf-8");
  EXPECT_TRUE(answer.header("content-security-policy").starts_with("default-src 'none'; style-src 'sha256-"));
  EXPECT_NE(answer.body.find("/v2/broadcasts/{broadcast_id}"), std::string::npos);
  for (const char* word : {"<script", "<img", "<link", "src=", "@import", "url("}) {
    EXPECT_EQ(answer.body.find(word), std::string::npos) << word;
  }
}

}  // namespace
}  // namespace carillon::api
