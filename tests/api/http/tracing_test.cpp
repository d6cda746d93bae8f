#include <gtest/gtest.h>

#include "queue/queue.hpp"
#include "tests/api/server_fixture.hpp"

namespace carillon::api {
namespace {

class tracing_test : public api_test {
 protected:
  /// The trace id Redis holds of a broadcast.
  std::string stored_trace(const std::string& broadcast) {
    const config::settings defaults;
    queue::queue stored(client(), {defaults.redis.key_prefix, defaults.redis.durability});
    const auto record = run(stored.find(first.project.id, broadcast_id::parse(broadcast).value()));
    return record ? record->trace : record.error().detail;
  }
  std::string trace_of(const std::string& target, std::vector<std::pair<std::string, std::string>> headers) {
    return send({.target = target, .bearer = first.token, .headers = std::move(headers)}).header("trace-id");
  }

  const std::string id = "4bf92f3577b34da6a3ce929d0e0e4736";
  const std::string parent = "00-" + id + "-00f067aa0ba902b7-01";
};

TEST_F(tracing_test, answers_carry_the_trace_id_of_their_request) {
  EXPECT_EQ(trace_of("/v2/users", {{"traceparent", parent}}), id);
  EXPECT_EQ(trace_of("/v2/broadcasts/nonsense", {{"traceparent", parent}}), id);
  EXPECT_EQ(trace_of("/nowhere", {{"traceparent", parent}}), id);
  const auto refused = send({.target = "/v2/users", .headers = {{"traceparent", parent}}});
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(refused.header("trace-id"), id);
}

TEST_F(tracing_test, answers_name_no_trace_where_none_was_given) {
  EXPECT_EQ(trace_of("/v2/users", {}), "");
  EXPECT_EQ(trace_of("/v2/users", {{"traceparent", "00-" + id + "-00f067aa0ba902b7-zz"}}), "");
  EXPECT_EQ(trace_of("/v2/users", {{"traceparent", id}}), "");
  EXPECT_EQ(trace_of("/v2/users", {{"traceparent", parent}, {"traceparent", parent}}), "");
}

TEST_F(tracing_test, a_broadcast_keeps_the_trace_id_it_came_with) {
  const json body = {{"title", "t"}, {"recipients", {{{"external_id", "u"}}}}};
  const auto made = send({.method = "POST",
                          .target = "/v2/broadcasts",
                          .bearer = first.token,
                          .body = dump_json(body),
                          .headers = {{"traceparent", parent}}});
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.header("trace-id"), id);
  EXPECT_EQ(stored_trace(made.parsed()["id"]), id);
  EXPECT_EQ(stored_trace(post("/broadcasts", first.token, body).parsed()["id"]), "");
}

}  // namespace
}  // namespace carillon::api
