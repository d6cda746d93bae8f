#include "providers/email/recipient.hpp"

#include <string>
#include <unordered_set>

namespace carillon::providers::email {

result<std::vector<mailbox>> read_recipients(std::span<const item> items, bool is_utf8_taken) {
  const bool is_alone = items.size() == 1;
  std::vector<mailbox> out;
  out.reserve(items.size());
  std::unordered_set<std::string> seen;
  for (const auto& each : items) {
    auto box = parse_mailbox(each.to.text);
    if (box && box->needs_utf8 && !is_utf8_taken)
      box = error(errc::invalid_argument,
                  "the e-mail address has a local part that this provider does not take");
    if (!box && is_alone) return box.error();
    if (!box || (!is_alone && !seen.insert(box->folded()).second))
      return error(errc::too_large, "an e-mail address of the request has to be sent to alone");
    out.push_back(std::move(*box));
  }
  return out;
}

}  // namespace carillon::providers::email
