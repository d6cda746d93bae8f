// What every provider of the catalogue keeps, whatever it is: a new one is held to it by being listed.
#include <gtest/gtest.h>

#include <set>

#include "net/url.hpp"
#include "tests/providers/contract_subject.hpp"

namespace carillon::test {
namespace {

using providers::row;

template <class Check>
void each_built(Check check) {
  for (const auto& row : providers::catalogue()) {
    if (row.open == nullptr) continue;
    SCOPED_TRACE(row.facts.kind);
    check(row);
  }
}

std::vector<std::size_t> sizes_of(const providers::traits& facts) {
  std::set<std::size_t> sizes{1, std::min<std::size_t>(2, facts.most_items), facts.most_items};
  return {sizes.begin(), sizes.end()};
}

TEST(provider_contract, says_where_it_calls_under_names_of_its_own) {
  each_built([](const row& row) {
    contract_subject subject(row);
    const auto destinations = subject.account->destinations();
    for (const auto& each : destinations) {
      EXPECT_FALSE(each.url.empty());
      const auto& places = subject.facts.places;
      if (!each.place.empty()) EXPECT_NE(std::ranges::find(places, each.place), places.end()) << each.place;
    }
    for (const auto& item : subject.items(2)) {
      const auto which = subject.account->serves(item.to);
      ASSERT_TRUE(which);
      if (*which == providers::account::own_origin) {
        const auto own = subject.account->destination_of(item.to);
        ASSERT_TRUE(own);
        EXPECT_TRUE(own->is_foreign);
      } else {
        EXPECT_LT(*which, destinations.size());
      }
    }
  });
}

TEST(provider_contract, refuses_a_configuration_that_lacks_what_its_rule_requires) {
  each_built([](const row& row) {
    if (row.config_rule == nullptr) return;
    for (const auto& field : row.config_rule().fields) {
      if (field.is != schema::presence::required || field.value.kind != schema::rule::type::text) continue;
      auto config = row.sample();
      config[std::string(field.name)] = json::array();  // as a damaged record may have it
      const auto opened = row.open(config);
      if (!opened) EXPECT_EQ(opened.error().code, errc::invalid_argument) << field.name;
    }
  });
}

TEST(provider_contract, fills_requests_of_one_of_two_and_of_most_items) {
  each_built([](const row& row) {
    contract_subject subject(row);
    const auto made = subject.account->compose(subject.words(), contract_time);
    net::wire_request request;
    for (const auto count : sizes_of(subject.facts)) {
      const auto items = subject.items(count);
      const auto filled =
          made->fill(items, subject.authorization("https://origin.example"), contract_time, request);
      ASSERT_TRUE(filled) << count << ": " << filled.error().detail;
      EXPECT_FALSE(request.path.empty() && request.envelope.to.empty());
      if (subject.facts.most_bytes > 0) EXPECT_LE(request.body.size(), subject.facts.most_bytes);
      for (const auto& header : request.headers)
        EXPECT_TRUE(providers::is_header_text(header.value)) << header.name;
      if (subject.facts.transport == providers::wire::smtp) EXPECT_EQ(request.envelope.to.size(), count);
    }
  });
}

TEST(provider_contract, fills_the_same_request_again_whatever_was_in_it_before) {
  each_built([](const row& row) {
    contract_subject subject(row);
    const auto made = subject.account->compose(subject.words(), contract_time);
    const auto items = subject.items(1);
    const auto proof = subject.authorization("https://origin.example");
    net::wire_request once, again;
    ASSERT_TRUE(made->fill(items, proof, contract_time, once));
    ASSERT_TRUE(made->fill(subject.items(1), proof, contract_time, again));
    ASSERT_TRUE(made->fill(items, proof, contract_time, again));
    EXPECT_EQ(once.path, again.path);
    EXPECT_EQ(once.headers.size(), again.headers.size());
    EXPECT_EQ(once.envelope.to, again.envelope.to);
  });
}

TEST(provider_contract, tells_no_secret_of_its_configuration) {
  each_built([](const row& row) {
    contract_subject subject(row);
    const auto made = subject.account->compose(subject.words(), contract_time);
    net::wire_request request;
    ASSERT_TRUE(made->fill(subject.items(1), subject.authorization("https://origin.example"), contract_time,
                           request));
    for (const auto name : subject.facts.secrets) {
      const auto hidden = text_of(subject.config, name);
      EXPECT_EQ(request.path.find(hidden), std::string::npos) << name;
      EXPECT_EQ(made->note().find(hidden), std::string_view::npos) << name;
      for (const auto& to : subject.account->destinations())
        EXPECT_EQ(to.url.find(hidden), std::string::npos);
    }
  });
}

std::vector<net::wire_response> hostile_responses() {
  const std::string bodies[] = {
      "",
      "x",
      "<html><body>502 Bad Gateway</body></html>",
      "{}",
      "[]",
      "null",
      "1e999",
      R"({"data":[]})",
      R"({"data":{}})",
      R"({"data":[{"status":"ok"}]})",
      R"({"data":[null,1,"x",[],{},{},{}]})",
      R"({"errors":[]})",
      R"({"errors":[{}]})",
      R"({"errors":[{"message":null,"field":"personalizations.9999.to","code":1}]})",
      R"({"error":{"code":"x","details":[{"@type":1}]}})",
      R"({"error":null,"ok":"yes","reason":[],"message":{}})",
      R"({"reason":"\u0000\r\n","timestamp":-1e400})",
      std::string(64 * 1024, '['),
      std::string("\xff\xfe\x00{", 4),
      "{\"message\":\"" + std::string(10'000, 'a') + "\xc3\"}"};
  std::vector<net::wire_response> made;
  for (const int status :
       {0, 100, 200, 201, 202, 204, 301, 400, 401, 403, 404, 409, 410, 413, 429, 500, 503, 999}) {
    for (const auto& body : bodies) {
      net::wire_response one;
      one.status = status;
      one.body = body;
      one.retry_after = body.substr(0, 20);
      one.content_type = "text/html";
      one.kept = {body.substr(0, 10)};
      one.mail.resize(body.size() % 5, {.code = status, .enhanced = "9.9.9", .text = body.substr(0, 100)});
      made.push_back(std::move(one));
    }
  }
  return made;
}

TEST(provider_contract, reads_whatever_comes_into_one_answer_an_item) {
  const auto responses = hostile_responses();
  each_built([&](const row& row) {
    contract_subject subject(row);
    const auto made = subject.account->compose(subject.words(), contract_time);
    for (const auto count : sizes_of(subject.facts)) {
      const auto items = subject.items(count);
      for (const auto& response : responses) {
        const auto* const fault = fault_in_reading(*made, response, items, subject.facts);
        ASSERT_EQ(fault, nullptr) << count << ' ' << response.status << ' ' << response.body.substr(0, 80);
      }
    }
  });
}

TEST(provider_contract, takes_no_refusal_for_success) {
  each_built([](const row& row) {
    contract_subject subject(row);
    const auto made = subject.account->compose(subject.words(), contract_time);
    const auto items = subject.items(1);
    for (const int status : {301, 400, 401, 403, 404, 413, 429, 500, 502, 503}) {
      net::wire_response response;
      response.status = status;
      response.body = "<html>";
      providers::answer told;
      made->read(response, items, contract_time, {&told, 1});
      EXPECT_NE(told.meaning, providers::answer_class::ok) << status;
      EXPECT_NE(told.meaning, providers::answer_class::pending) << status;
    }
  });
}

TEST(provider_contract, answers_with_every_row_of_its_table) {
  each_built([](const row& row) {
    if (row.respond == nullptr) return;
    contract_subject subject(row);
    const auto made = subject.account->compose(subject.words(), contract_time);
    const auto items = subject.items(1);
    for (std::size_t number = 0; number < subject.facts.answers.size(); ++number) {
      const auto& wanted = subject.facts.answers[number];
      providers::answer told;
      made->read(row.respond(wanted), items, contract_time, {&told, 1});
      EXPECT_EQ(told.reason, number + 1) << wanted.status << ' ' << wanted.reason;
      EXPECT_EQ(told.meaning, wanted.meaning) << wanted.status << ' ' << wanted.reason;
    }
  });
}

}  // namespace
}  // namespace carillon::test
