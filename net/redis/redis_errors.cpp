#include "net/redis/redis_errors.hpp"

#include <algorithm>
#include <array>

#include "net/redis/redis.hpp"

namespace carillon::net {

namespace {

struct row {
  std::string_view word;
  redis_error_action action;
  bool is_unavailable;
};

using enum redis_error_action;

constexpr std::array table = {
    row{"LOADING", retry, true},      row{"BUSY", retry, true},         row{"MASTERDOWN", retry, true},
    row{"TRYAGAIN", retry, true},     row{"CLUSTERDOWN", retry, true},  row{"NOSCRIPT", send_body, false},
    row{"NOAUTH", refuse, false},     row{"WRONGPASS", refuse, false},  row{"NOPERM", refuse, false},
    row{"READONLY", reconnect, true}, row{"OOM", deliver, true},        row{"MISCONF", deliver, true},
    row{"NOREPLICAS", deliver, true}, row{"MOVED", deliver, true},      row{"ASK", deliver, true},
    row{"UNBLOCKED", deliver, true},  row{"EXECABORT", deliver, false}, row{"ERR", deliver, false},
    row{"WRONGTYPE", deliver, false}, row{"CROSSSLOT", deliver, false}, row{"BUSYGROUP", deliver, false},
    row{"NOGROUP", deliver, false},   row{"NOREPLICA", deliver, false},
};

/// What require_success() says before Redis' own words.
constexpr std::string_view answered = "Redis answered: ";

const row* find(std::string_view word) noexcept {
  const auto found = std::find_if(table.begin(), table.end(), [&](const row& r) { return r.word == word; });
  return found == table.end() ? nullptr : &*found;
}

}  // namespace

redis_error_action action_for(std::string_view word) noexcept {
  const auto* known = find(word);
  return known ? known->action : deliver;
}

bool means_unavailable(std::string_view word) noexcept {
  const auto* known = find(word);
  return known && known->is_unavailable;
}

std::string_view metric_label(std::string_view word) noexcept {
  const auto* known = find(word);
  return known ? known->word : "other";
}

bool means_full(const error& failure) noexcept {
  return failure.code == errc::unavailable && failure.detail.starts_with(answered) &&
         std::string_view(failure.detail).substr(answered.size()).starts_with("OOM ");
}

std::string describe(const redis_reply& failure) {
  return failure.text.substr(0, failure.text.find(", with args beginning with"));
}

result<redis_reply> require_success(result<redis_reply> outcome) {
  if (!outcome || !outcome->is_error()) return outcome;
  const auto code = means_unavailable(outcome->error_word()) ? errc::unavailable : errc::internal;
  return error(code, std::string(answered) + describe(*outcome));
}

}  // namespace carillon::net
