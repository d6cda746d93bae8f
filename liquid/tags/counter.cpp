// {% increment name %} shows 0, 1, 2 …; {% decrement name %} -1, -2 …. Both of one name share a counter,
// which is no variable of {% assign %}.
#include "liquid/tags/table.hpp"

namespace carillon::liquid {
namespace {

class counter_statement : public statement {
 public:
  counter_statement(std::string name, bool counts_up) : name_(std::move(name)), counts_up_(counts_up) {}

  flow render(run& state) const override {
    auto& counter = state.memory().counters[name_];
    const auto shown = counts_up_ ? counter++ : --counter;
    state.write_value(std::to_string(shown));
    return flow::next;
  }

 private:
  std::string name_;
  bool counts_up_;
};

}  // namespace

statement_ptr parse_counter(parser& source, const token& name) {
  auto counter = source.expect_name("the name of a counter");
  source.expect_tag_end();
  return std::make_unique<counter_statement>(std::move(counter), name.text == "increment");
}

}  // namespace carillon::liquid
