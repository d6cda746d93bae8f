// The whole table: class of the answer × situation.
#include "engine/sending/verdict.hpp"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;
using enum providers::answer_class;
using kind = verdict::kind;
using providers::answer;
using providers::in_doubt;
using providers::throttle_scope;

const config::retry_settings policy{.base = 1s, .cap = 100s, .max_attempts = 8};

situation fresh() {
  return {.attempt = 1, .remaining = 1h, .dice = 0.5};
}
template <class Change>
situation but(Change change) {
  auto changed = fresh();
  change(changed);
  return changed;
}

struct row {
  std::string_view what;
  answer told;
  situation about;
  verdict expected;
};

TEST(verdict, of_every_class_in_every_situation_that_matters) {
  const auto has_next = but([](auto& s) { s.has_next_route = true; });
  const auto open = but([](auto& s) { s.is_open = true; });
  const auto open_with_next = but([](auto& s) { s.is_open = s.has_next_route = true; });
  const auto last = but([](auto& s) { s.attempt = 8; });
  const auto last_in_outage = but([](auto& s) { s.attempt = 8, s.is_serving = false; });
  const auto last_of_all = but([](auto& s) { s.attempt = 8, s.is_serving = false, s.remaining = 20s; });
  const auto short_lived = but([](auto& s) { s.remaining = 10ms; });
  const auto too_old = but([](auto& s) { s.is_open = true, s.remaining = -1ms; });
  const auto leave = but([](auto& s) { s.doubt = in_doubt::leave; });
  const auto resent = but([](auto& s) { s.was_resent = true; });
  const auto reauthorized = but([](auto& s) { s.was_reauthorized = true; });
  const auto profile = but([](auto& s) { s.is_kept_as_token = false; });
  const auto guarded = but([](auto& s) { s.is_guarded = true; });
  const auto many = but([](auto& s) { s.items = 3; });
  const auto second = but([](auto& s) { s.attempt = 2; });
  const auto waits_for_account =
      answer{.meaning = retry_after, .wait = 60s, .scope = throttle_scope::account};
  const auto waits_for_origin = answer{.meaning = retry_after, .wait = 60s, .scope = throttle_scope::origin};
  const auto waits_for_address =
      answer{.meaning = retry_after, .wait = 60s, .scope = throttle_scope::address};
  const answer refused_there{.meaning = config, .scope = throttle_scope::address};
  const answer twice_at_most{.meaning = retry, .wait = 10s, .max_attempts = 2};
  const verdict exhausted{kind::fail, {}, queue::own_reason::retries_exhausted};
  const verdict expired{kind::expire, {}, queue::own_reason::expired};

  const std::vector<row> table{
      {"accepted", {.meaning = ok}, fresh(), {kind::deliver}},
      {"accepted for now", {.meaning = pending}, fresh(), {kind::deliver}},
      {"never", {.meaning = payload}, has_next, {kind::fail}},
      {"dead", {.meaning = dead}, fresh(), {kind::revoke}},
      {"dead, whoever else could be asked", {.meaning = dead}, has_next, {kind::revoke}},
      {"dead, of a profile", {.meaning = dead}, profile, {kind::fail}},
      {"too many dead", {.meaning = dead}, guarded, {kind::fail, {}, queue::own_reason::revocation_held}},
      {"refused", {.meaning = config}, fresh(), {kind::hold}},
      {"refused, another account", {.meaning = config}, has_next, {kind::next_route}},
      {"refused by the address' owner", refused_there, fresh(), {kind::fail}},
      {"refused by the address' owner, whoever else could be asked", refused_there, has_next, {kind::fail}},
      {"credential refused", {.meaning = reauth}, fresh(), {kind::reauthorize}},
      {"credential refused twice", {.meaning = reauth}, reauthorized, {kind::hold}},
      {"not processed", {.meaning = reconnect}, fresh(), {kind::resend_now}},
      {"not processed twice", {.meaning = reconnect}, resent, {kind::retry, 1s}},
      {"may have arrived", {.meaning = ambiguous}, fresh(), {kind::retry, 1s}},
      {"may have arrived, once at most", {.meaning = ambiguous}, leave, {kind::unknown}},
      {"may have arrived, in an outage", {.meaning = ambiguous}, open_with_next, {kind::next_route}},
      {"again", {.meaning = retry}, fresh(), {kind::retry, 1s}},
      {"again, later", {.meaning = retry, .wait = 10s}, fresh(), {kind::retry, 10s}},
      {"again, the last attempt", {.meaning = retry}, last, exhausted},
      {"again, the last attempt, of a service that serves nobody",
       {.meaning = retry},
       last_in_outage,
       {kind::hold, 30s}},
      {"again, the last attempt, too late", {.meaning = retry}, last_of_all, expired},
      {"may have arrived, the last attempt, of a service that serves nobody",
       {.meaning = ambiguous},
       last_in_outage,
       {kind::hold, 30s}},
      {"again, too late", {.meaning = retry}, short_lived, expired},
      {"again, in an outage", {.meaning = retry}, open, {kind::hold}},
      {"again, in an outage, the last attempt",
       {.meaning = retry},
       but([](auto& s) { s.is_open = true, s.attempt = 8; }),
       {kind::hold}},
      {"again, in an outage that lasted too long", {.meaning = retry}, too_old, expired},
      {"everybody at the origin waits, too long", waits_for_origin, too_old, expired},
      {"refused for too long", {.meaning = config}, too_old, expired},
      {"again, in an outage, another account", {.meaning = retry}, open_with_next, {kind::next_route}},
      {"twice at most", twice_at_most, fresh(), {kind::retry, 10s}},
      {"twice at most, the second", twice_at_most, second, {kind::fail}},
      {"everybody waits", waits_for_account, fresh(), {kind::hold}},
      {"everybody at the origin waits", waits_for_origin, last, {kind::hold}},
      {"everybody waits, another account", waits_for_account, has_next, {kind::next_route}},
      {"this address waits", waits_for_address, has_next, {kind::retry, 60s}},
      {"this message waits", {.meaning = retry_after, .wait = 60s}, fresh(), {kind::retry, 60s}},
      {"one of many is bad", {.meaning = split}, many, {kind::split}},
      {"it is bad", {.meaning = split}, fresh(), {kind::fail}},
  };
  for (const auto& [what, told, about, expected] : table) {
    const auto found = judge(told, about, policy);
    EXPECT_EQ(static_cast<int>(found.what), static_cast<int>(expected.what)) << what;
    EXPECT_EQ(found.delay, expected.delay) << what;
    EXPECT_EQ(found.ours, expected.ours) << what;
  }
}

}  // namespace
}  // namespace carillon::engine
