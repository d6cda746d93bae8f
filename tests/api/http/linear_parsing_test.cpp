// Everything of a client that is parsed costs as much as it is long, however it is made: many names, many
// segments, many hops, long names in paths.
#include <gtest/gtest.h>

#include <string>

#include "api/http/client_address.hpp"
#include "api/http/cors.hpp"
#include "api/http/media_type.hpp"
#include "api/http/query.hpp"
#include "api/http/rate_limit.hpp"
#include "api/http/trace_parent.hpp"
#include "api/resources/broadcast_schema.hpp"
#include "api/routes.hpp"
#include "api/webhooks/sns_message.hpp"
#include "api/webhooks/webhook_broadcast.hpp"
#include "api/webhooks/webhook_payload.hpp"
#include "api/webhooks/webhook_signature.hpp"
#include "base/encoding.hpp"
#include "base/jws.hpp"
#include "tests/support/growth.hpp"

namespace carillon::api {
namespace {

using test::growth;
using test::linear_growth;

std::string repeated(std::size_t count, const std::function<std::string(std::size_t)>& part) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += part(i);
  return all;
}

std::string repeated(std::size_t count, const std::string& part) {
  return repeated(count, [&](std::size_t) { return part; });
}

/// `made(n)`: a text of n parts; `read(text)` parses it.
template <class Made, class Read>
double growth_of(std::size_t size, Made made, Read read) {
  return growth([&](std::size_t parts) { return [text = made(parts), &read] { read(text); }; }, size);
}

std::string distinct_names(std::size_t count) {
  return repeated(count, [](std::size_t i) { return std::to_string(i) + "=&"; });
}

TEST(linear_parsing, forms_and_queries_with_many_names) {
  EXPECT_LT(growth_of(4000, distinct_names, [](const auto& text) { (void)form_field(text, "payload"); }),
            linear_growth);
  EXPECT_LT(growth_of(2000, distinct_names, [](const auto& text) { (void)query_parameters::parse(text); }),
            linear_growth);
  const auto escaped = [](std::size_t count) { return repeated(count, "%70%61%79%6c%6f%61%64s=%&"); };
  EXPECT_LT(growth_of(4000, escaped, [](const auto& text) { (void)form_field(text, "payload"); }),
            linear_growth);
}

TEST(linear_parsing, json_with_many_keys_deep_or_long) {
  const auto keys = [](std::size_t count) {
    return "{" + repeated(count, [](std::size_t i) { return "\"" + std::to_string(i) + "\":1,"; }) +
           "\"x\":1}";
  };
  const auto parse = [](const auto& text) { (void)parse_json(text, {.max_bytes = text.size()}); };
  EXPECT_LT(growth_of(4000, keys, parse), linear_growth);
  EXPECT_LT(growth_of(4000, keys, [](const auto& text) { (void)read_webhook_object(text); }), linear_growth);
  const auto large_keys = [&](std::size_t count) { return keys(count) + std::string(whole_payload, ' '); };
  EXPECT_LT(growth_of(10'000, large_keys, [](const auto& text) { (void)read_webhook_object(text); }),
            linear_growth);
  const auto brackets = [](std::size_t count) { return std::string(count, '['); };
  EXPECT_LT(growth_of(60'000, brackets, parse), linear_growth);
  const auto quotes = [](std::size_t count) { return "\"" + repeated(count, "\\u00e9") + "\""; };
  EXPECT_LT(growth_of(10'000, quotes, parse), linear_growth);
}

TEST(linear_parsing, bodies_with_many_keys_nobody_knows_and_long_names_above_many_values) {
  const auto unknown = [](std::size_t count) {
    json body = {{"title", "t"}, {"recipients", json::array()}};
    for (std::size_t i = 0; i < count; ++i) body["k" + std::to_string(i)] = 1;
    return dump_json(body);
  };
  const auto check_broadcast = [](const auto& text) {
    auto body = *parse_json(text, {.max_bytes = text.size()});
    EXPECT_LE(validate(broadcast_rule(), body).size(), max_complaints);
  };
  EXPECT_LT(growth_of(2000, unknown, check_broadcast), linear_growth);
  const auto long_names = [](std::size_t count) {
    json recipient;
    recipient[std::string(count * 10, 'n')] = json(std::vector<std::string>(count, "plain"));
    return dump_json({{"title", "t"}, {"recipients", json::array({recipient})}});
  };
  const auto check_mapping = [](const auto& text) {
    static const rule expected = webhook_broadcast_rule();
    auto body = *parse_json(text, {.max_bytes = text.size()});
    validate(expected, body);
  };
  EXPECT_LT(growth_of(1000, long_names, check_mapping), linear_growth);
}

TEST(linear_parsing, headers_that_are_lists) {
  const auto hops = [](std::size_t count) { return repeated(count, "10.0.0.9, "); };
  const auto trusted = net::network::parse_all({"127.0.0.0/8", "10.0.0.0/8"}).value();
  const auto client = [&](const auto& text) {
    net::h1_request raw{.remote_address = "127.0.0.1"};
    raw.headers.emplace_back("x-forwarded-for", text);
    (void)client_of(raw, trusted);
  };
  EXPECT_LT(growth_of(1000, hops, client), linear_growth);
  const auto parameters = [](std::size_t count) {
    return "application/json" + repeated(count, ";a=\"\\\"\"");
  };
  EXPECT_LT(growth_of(1000, parameters, [](const auto& text) { (void)parse_media_type(text); }),
            linear_growth);
  const auto elements = [](std::size_t count) { return "t=1" + repeated(count, ",v1=aa"); };
  const auto check = [](const auto& text) { (void)is_signed_by_stripe({"secret", text, "body"}, now()); };
  EXPECT_LT(growth_of(1000, elements, check), linear_growth);
  const auto many = [](std::size_t count) {
    net::h1_request raw{.method = "OPTIONS", .path = "/v2/notifications"};
    raw.headers = {{"origin", "https://a"}, {"access-control-request-method", "GET"}};
    raw.headers.emplace_back("access-control-request-headers", repeated(count, "a,"));
    return raw;
  };
  const cors_policy policy({"*"}, all_routes());
  EXPECT_LT(
      growth([&](std::size_t count) { return [raw = many(count), &policy] { (void)policy.preflight(raw); }; },
             1000),
      linear_growth);
}

TEST(linear_parsing, paths_with_many_segments) {
  const router routes(all_routes());
  const auto segments = [](std::size_t count) { return "/v2/users" + repeated(count, "/%61"); };
  EXPECT_LT(growth_of(1000, segments, [&](const auto& text) { (void)routes.find("GET", text); }),
            linear_growth);
}

TEST(linear_parsing, tokens_with_many_parts) {
  const auto dots = [](std::size_t count) { return repeated(count, "a."); };
  EXPECT_LT(growth_of(4000, dots, [](const auto& text) { (void)parse_jws(text, text.size()); }),
            linear_growth);
  const auto claims = [](std::size_t count) {
    const auto inner =
        "{" + repeated(count, [](std::size_t i) { return "\"" + std::to_string(i) + "\":1,"; });
    return base64url_encode("{}") + '.' + base64url_encode(inner + "\"x\":1}") + ".AAAA";
  };
  EXPECT_LT(growth_of(500, claims, [](const auto& text) { (void)parse_jws(text, text.size()); }),
            linear_growth);
}

TEST(linear_parsing, messages_of_amazon_with_a_long_address) {
  const auto url = [](std::size_t count) {
    return "https://sns.eu-west-1.amazonaws.com/?" + distinct_names(count) + "Action=ConfirmSubscription";
  };
  const auto check = [](const auto& text) {
    sns_message message;
    message.topic_arn = "arn:aws:sns:eu-west-1:1:t";
    message.subscribe_url = text;
    (void)is_subscribe_url(message);
  };
  EXPECT_LT(growth_of(1000, url, check), linear_growth);
}

TEST(linear_parsing, addresses_chosen_to_meet_in_one_bucket) {
  const auto knock = [](std::size_t count) {
    return [count] {
      rate_limit limit({.per_minute = 20, .most_keys = count});
      for (std::size_t i = 0; i < count; ++i) limit.take(std::string(8, 'a') + std::to_string(i), {});
    };
  };
  EXPECT_LT(growth(knock, 1000), linear_growth);
}

}  // namespace
}  // namespace carillon::api
