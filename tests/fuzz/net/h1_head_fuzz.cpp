// Heads of HTTP/1.1 requests: found at the same place however they arrive, and views stay inside.
#include "net/h1/h1_framing.hpp"
#include "net/url.hpp"
#include "tests/fuzz/target.hpp"

namespace carillon::fuzz {
namespace {

constexpr std::size_t max_header = 16 * 1024;

bool is_within(std::string_view part, std::string_view whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void run(std::string_view input) {
  if (const auto url = net::parse_url(input)) {
    demand(url->path.starts_with('/') && !url->target.host.empty(), "a URL has a host and a path");
  }
  const auto found = net::find_head(input, max_header);
  demand(found.size <= input.size(), "a head lies within what was received");
  if (found.size == 0 || found.refusal) return;
  const auto head = input.substr(0, found.size);
  demand(net::find_head(head, max_header).size == found.size, "what follows does not move the head's end");
  const auto inspected = net::inspect_head(head);
  if (const auto* const refusal = std::get_if<net::h1_refusal>(&inspected)) {
    demand(refusal->status >= 400 && !refusal->message.empty(), "a refusal says why");
    return;
  }
  const auto& read = std::get<net::h1_head>(inspected);
  demand(is_within(read.method, head) && is_within(read.path, head) && is_within(read.query, head),
         "views point into the head");
  demand(!(read.is_chunked && read.content_length), "a body has one length");
  demand(read.path.starts_with('/') || read.path == "*", "a path starts with a slash");
  demand(head.find('\0') == std::string_view::npos, "no NUL passes");
}

const registration here({.name = "h1_head", .run = run});

}  // namespace
}  // namespace carillon::fuzz
