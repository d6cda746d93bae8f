#include "sandbox/desk.hpp"

#include <algorithm>

#include "sandbox/canned.hpp"
#include "sandbox/request_view.hpp"

namespace carillon::sandbox {

bool desk::apply_token(verdict& made, timestamp now) const {
  const auto asked = std::ranges::find_if(
      made.items, [](const delivery_seen& each) { return !canned_key_of(each.token).empty(); });
  const auto key = canned_key_of(asked == made.items.end() ? made.subject.token : asked->token);
  if (key.empty()) return false;
  if (!knows(key)) return apply_canned_fault(key, made);
  replace_reply(made, refuse({.reason = std::string(key)}, now));
  return true;
}

std::vector<shown_message> desk::show(const incoming& request, std::span<const std::size_t> items) const {
  return std::vector<shown_message>(items.size(), show_request(request));
}

result<std::function<void()>> desk::read_credentials(const json& listed) {
  if (!listed.empty()) return error(errc::invalid_argument, "this desk has no credentials of its own");
  return std::function<void()>([] {});
}

}  // namespace carillon::sandbox
