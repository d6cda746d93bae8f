// All that a Redis holds, to be compared with all it held before.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "net/redis/redis_reply.hpp"

namespace carillon::test {

/// Every key with its bytes, but for those that are nobody's and only ever move on: virtual clocks, the
/// number of the last change. `call` sends one command. Fields of hashes are sorted: large ones have no
/// order.
inline std::map<std::string, std::string> keyspace(
    const std::function<net::redis_reply(net::redis_command)>& call) {
  std::map<std::string, std::string> found;
  for (const auto& key : call({"KEYS", "*"}).elements) {
    if (key.text.find("}:vt:") != std::string::npos || key.text.ends_with("{meta}:changes")) continue;
    auto& content = found[key.text];
    if (call({"TYPE", key.text}).text != "hash") {
      content = call({"DUMP", key.text}).text;
      continue;
    }
    std::map<std::string, std::string> fields;
    const auto all = call({"HGETALL", key.text}).elements;
    for (std::size_t i = 0; i + 1 < all.size(); i += 2) fields[all[i].text] = all[i + 1].text;
    for (const auto& [field, value] : fields) content.append(field).append("=").append(value).append(";");
  }
  return found;
}

}  // namespace carillon::test
