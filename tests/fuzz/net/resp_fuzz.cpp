// What Redis sends: replies are the same however the bytes are cut, and limits hold.
#include "net/redis/resp.hpp"
#include "tests/fuzz/target.hpp"

namespace carillon::fuzz {
namespace {

struct parsed {
  std::vector<net::redis_reply> replies;
  bool is_broken = false;
};

parsed parse(std::string_view input, std::size_t piece) {
  net::resp_parser parser({.max_reply_bytes = 1 << 16, .max_elements = 1 << 10});
  parsed out;
  for (std::size_t at = 0; at < input.size() && !out.is_broken; at += piece) {
    out.is_broken = !parser.parse(input.substr(at, piece), out.replies);
  }
  return out;
}

bool are_equal(const net::redis_reply& left, const net::redis_reply& right) {
  if (left.type != right.type || left.integer != right.integer || left.text != right.text) return false;
  return std::ranges::equal(left.elements, right.elements, are_equal);
}

void run(std::string_view input) {
  const auto whole = parse(input, input.size() + 1);
  const auto cut = parse(input, 3);
  demand(whole.is_broken == cut.is_broken, "a broken stream is broken however it is cut");
  demand(std::ranges::equal(whole.replies, cut.replies, are_equal), "replies do not depend on the cuts");
}

const registration here({.name = "resp", .run = run});

}  // namespace
}  // namespace carillon::fuzz
