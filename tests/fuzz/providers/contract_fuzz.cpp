// Whatever a provider answers, whoever it is: each item asked of is told something, and nothing else is.
#include "tests/fuzz/target.hpp"
#include "tests/providers/contract_subject.hpp"

namespace carillon::fuzz {
namespace {

struct reader {
  explicit reader(const providers::row& row)
      : subject(row),
        made(subject.account->compose(subject.words(), test::contract_time)),
        items(subject.items(subject.facts.most_items)) {}
  test::contract_subject subject;
  std::unique_ptr<providers::request_template> made;
  std::vector<providers::item> items;
};

std::deque<reader>& readers() {
  static auto all = [] {
    std::deque<reader> made;
    for (const auto& row : providers::catalogue()) {
      if (row.open != nullptr) made.emplace_back(row);
    }
    return made;
  }();
  return all;
}

/// The first line: the status; what follows: the body, and the reply to each mail.
void run(std::string_view input) {
  const auto [head, body] = first_line(input);
  net::wire_response response;
  for (const char digit : head.substr(0, 3)) response.status = response.status * 10 + (digit & 15) % 10;
  response.body = body;
  response.retry_after = head;
  response.kept = {std::string(body.substr(0, 40))};
  response.mail.resize(body.size() % 4,
                       {.code = response.status, .enhanced = "5.1.1", .text = std::string(body)});
  for (const auto& each : readers()) {
    for (const auto count : {std::size_t{1}, each.items.size()}) {
      const auto asked = std::span(each.items).first(count);
      const auto* const fault = test::fault_in_reading(*each.made, response, asked, each.subject.facts);
      demand(fault == nullptr, fault == nullptr ? "" : fault);
    }
  }
}

const registration here({.name = "contract", .run = run, .mutations = 2'000});

}  // namespace
}  // namespace carillon::fuzz
