// The packed lists of device tokens and the records beside them, as Redis could hand them back broken.
#include "store/device_token.hpp"
#include "store/token_owner.hpp"
#include "tests/fuzz/target.hpp"

namespace carillon::fuzz {
namespace {

void run(std::string_view input) {
  store::parse_owners(input);
  for (const auto via : token_providers) {
    const auto tokens = store::unpack_tokens(input, via);
    if (!tokens) continue;
    const auto again = store::unpack_tokens(store::pack_tokens(*tokens), via);
    demand(again && *again == *tokens, "a list survives being packed and unpacked");
  }
}

const registration here({.name = "token_page", .run = run});

}  // namespace
}  // namespace carillon::fuzz
