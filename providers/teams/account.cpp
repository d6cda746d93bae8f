#include "providers/teams/account.hpp"

#include <functional>

#include "providers/hook.hpp"
#include "providers/teams/request.hpp"

namespace carillon::providers::teams {

std::optional<std::size_t> hook_account::serves(const address& to) const {
  if (!to.details || hook_of(*to.details).empty()) return std::nullopt;
  return own_origin;
}

std::uint64_t hook_account::paced_as(const address& to) const {
  return to.details ? std::hash<std::string>()(hook_of(*to.details)) : 0;
}

result<destination> hook_account::destination_of(const address& to) const {
  return hook_destination(to.details ? hook_of(*to.details) : "");
}

std::unique_ptr<request_template> hook_account::compose(const message& words, timestamp) const {
  return std::make_unique<card_template>(words);
}

result<std::shared_ptr<const account>> open(const json&) {
  return std::make_shared<const hook_account>();
}

}  // namespace carillon::providers::teams
