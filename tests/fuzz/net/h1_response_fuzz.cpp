// Responses of HTTP/1.1: read the same however they are cut, within their bounds, and ended where they end.
#include <algorithm>

#include "net/h1/h1_response_reader.hpp"
#include "net/response_headers.hpp"
#include "tests/fuzz/target.hpp"

namespace carillon::fuzz {
namespace {

using state = net::h1_response_reader::state;

struct silent_exchange final : net::exchange {
  void on_response() override {}
  void on_failure(net::transport_failure) override {}
};

struct reading {
  state end;
  int status;
  std::string body;
  std::size_t used;
  bool is_kept_alive;
  bool operator==(const reading&) const = default;
};

reading read(std::string_view bytes, std::size_t piece) {
  silent_exchange lent;
  net::expect_answer(lent);
  net::h1_response_reader reader;
  reader.begin(lent);
  std::size_t used = 0;
  for (; !bytes.empty() && !reader.is_over(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
    const auto part = bytes.substr(0, piece);
    const auto taken = reader.feed(part);
    demand(taken <= part.size(), "no more is used than there was");
    demand(taken == part.size() || reader.is_over(), "all is used until the answer ends");
    used += taken;
  }
  if (reader.now() == state::malformed) return {state::malformed, 0, {}, 0, false};
  return {reader.now(), lent.response.status, std::move(lent.response.body), used, reader.is_kept_alive()};
}

void run(std::string_view input) {
  const auto whole = read(input, input.size());
  demand(whole.body.size() <= silent_exchange().most_body, "a body keeps to its bound");
  if (whole.end == state::complete)
    demand(whole.status >= 200 && whole.status <= 599, "an answer has a final status");
  demand(read(input, 1) == whole, "byte by byte it is the same answer");
  demand(read(input, 7) == whole, "in pieces it is the same answer");
}

const registration here({.name = "h1_response", .run = run, .mutations = 3'000});

}  // namespace
}  // namespace carillon::fuzz
