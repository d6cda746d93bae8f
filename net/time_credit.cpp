#include "net/time_credit.hpp"

#include <algorithm>

namespace carillon::net {
namespace {

constexpr std::size_t tidied_above = 1024;

}  // namespace

std::chrono::nanoseconds time_credit::level_of(const account& of, steady_time at) const {
  const std::chrono::duration<double, std::nano> passed = std::max(at, of.since) - of.since;
  const auto grown = std::chrono::duration_cast<std::chrono::nanoseconds>(passed * options_.share);
  return std::min(of.level + grown, options_.most_saved);
}

bool time_credit::has_some(std::string_view owner, steady_time at) const {
  const auto found = accounts_.find(owner);
  const auto level = found == accounts_.end() ? options_.most_saved : level_of(found->second, at);
  return level > std::chrono::nanoseconds(0);
}

void time_credit::take(std::string_view owner, std::chrono::nanoseconds used, steady_time at) {
  if (accounts_.size() > tidied_above) {
    std::erase_if(accounts_,
                  [&](const auto& each) { return level_of(each.second, at) >= options_.most_saved; });
  }
  const auto place = accounts_.try_emplace(std::string(owner), account{options_.most_saved, at}).first;
  auto& account = place->second;
  account.level = level_of(account, at) - used;
  account.since = std::max(account.since, at);
}

}  // namespace carillon::net
