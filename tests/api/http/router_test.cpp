#include "api/http/router.hpp"

#include <gtest/gtest.h>

#include <set>

#include "api/http/trace_parent.hpp"
#include "api/routes.hpp"

namespace carillon::api {
namespace {

task<response> nothing(services&, request) {
  co_return response{};
}

router make_router() {
  return router({{"GET", "/a", role::none, "list", nothing},
                 {"POST", "/a", role::none, "create", nothing},
                 {"GET", "/a/literal", role::none, "literal", nothing},
                 {"GET", "/a/{id}", role::none, "fetch", nothing},
                 {"DELETE", "/a/{other}", role::none, "discard", nothing},
                 {"GET", "/a/{id}/b/{c}", role::none, "nested", nothing},
                 {"GET", "/rest/{key...}", role::none, "rest", nothing},
                 {"GET", "/rest/literal", role::none, "beside_rest", nothing}});
}

std::string operation(const router& routes, std::string_view method, std::string_view path) {
  const auto where = routes.find(method, path);
  return where.found ? std::string(where.found->operation) : "none";
}

TEST(router, finds_a_route_by_method_and_path) {
  const auto routes = make_router();
  EXPECT_EQ(operation(routes, "GET", "/a"), "list");
  EXPECT_EQ(operation(routes, "HEAD", "/a"), "list");
  EXPECT_EQ(operation(routes, "POST", "/a"), "create");
  EXPECT_EQ(operation(routes, "GET", "/a/literal"), "literal");
  EXPECT_EQ(operation(routes, "GET", "/a/x"), "fetch");
  EXPECT_EQ(operation(routes, "DELETE", "/a/x"), "discard");
  EXPECT_EQ(operation(routes, "GET", "/a/1/b/2"), "nested");
  EXPECT_EQ(operation(routes, "GET", "/rest/x/y"), "rest");
}

TEST(router, takes_a_literal_path_for_no_parameter) {
  const auto routes = make_router();
  EXPECT_EQ(operation(routes, "DELETE", "/a/literal"), "none");
  EXPECT_EQ(routes.find("DELETE", "/a/literal").allow, "GET, HEAD");
  EXPECT_EQ(operation(routes, "GET", "/rest/literal"), "beside_rest");
  EXPECT_EQ(routes.find("PUT", "/rest/literal").allow, "GET, HEAD");
  EXPECT_EQ(operation(routes, "GET", "/rest/literal/more"), "rest");
}

TEST(router, normalises_nothing) {
  const auto routes = make_router();
  for (const auto* path :
       {"/", "/a/", "//a", "/A", "/%61", "/a/x/", "/a//b/2", "/a/1/b", "/rest", "/rest/", "*", ""}) {
    EXPECT_EQ(routes.find("GET", path).allow, "") << path;
  }
  EXPECT_EQ(routes.find("GET", "/a/..").parameters[0].second, "..");
}

TEST(router, tells_the_methods_of_a_known_path) {
  const auto routes = make_router();
  EXPECT_EQ(routes.find("PUT", "/a").found, nullptr);
  EXPECT_EQ(routes.find("PUT", "/a").allow, "GET, HEAD, POST");
  EXPECT_EQ(routes.find("PUT", "/a/x").allow, "GET, HEAD, DELETE");
}

TEST(router, decodes_parameters_and_only_those) {
  const auto routes = make_router();
  EXPECT_EQ(routes.find("GET", "/a/x%2Fy").parameters[0].second, "x/y");
  EXPECT_EQ(routes.find("GET", "/rest/x/%79").parameters[0].second, "x/y");
  for (const auto* path : {"/a/%00", "/a/%zz", "/a/%", "/a/%ff"})
    EXPECT_TRUE(routes.find("GET", path).is_malformed) << path;
}

TEST(routes, name_every_path_and_method_once) {
  std::set<std::string> seen;
  std::set<std::string> operations;
  for (const auto& row : all_routes()) {
    EXPECT_TRUE(seen.insert(std::string(row.method) + ' ' + std::string(row.pattern)).second) << row.pattern;
    EXPECT_TRUE(operations.insert(row.operation).second) << row.operation;
  }
}

TEST(routes, ask_for_a_token_but_for_documents_and_signed_webhooks) {
  for (const auto& row : all_routes()) {
    // Documents, and the link in a mail, which is its own proof.
    const bool is_document = row.pattern == "/openapi.json" || row.pattern == "/docs" ||
                             row.pattern == "/sw.js" || row.pattern.starts_with("/u/");
    // Signed by who sends them, or by us.
    const bool is_webhook = row.pattern.find("/webhooks/incoming/") != std::string_view::npos ||
                            row.pattern.starts_with("/v2/callbacks/");
    EXPECT_EQ(row.who == role::none, is_document || is_webhook) << row.pattern;
    EXPECT_EQ(row.pattern.starts_with("/v2/"), !is_document) << row.pattern;
  }
}

TEST(trace_parent, gives_the_trace_id_of_a_well_formed_header) {
  const std::string id = "4bf92f3577b34da6a3ce929d0e0e4736";
  EXPECT_EQ(trace_id_of("00-" + id + "-00f067aa0ba902b7-01"), id);
  EXPECT_EQ(trace_id_of("01-" + id + "-00f067aa0ba902b7-01-more"), id);
  for (const std::string& bad :
       {std::string(), "00-" + id + "-00f067aa0ba902b7-01-more", "ff-" + id + "-00f067aa0ba902b7-01",
        "00-" + std::string(32, '0') + "-00f067aa0ba902b7-01", "00-" + id + "-0000000000000000-01",
        "00-" + std::string(32, 'G') + "-00f067aa0ba902b7-01", "00_" + id + "-00f067aa0ba902b7-01",
        "00-" + id + "-00f067aa0ba902b7-0G"}) {
    EXPECT_EQ(trace_id_of(bad), "") << bad;
  }
}

}  // namespace
}  // namespace carillon::api
