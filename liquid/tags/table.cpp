#include "liquid/tags/table.hpp"

#include <algorithm>
#include <array>

namespace carillon::liquid {
namespace {

/// {% echo value | filters %}: {{ }} for {% liquid %}.
statement_ptr parse_echo(parser& source, const token&) {
  auto output = source.parse_output();
  source.expect_tag_end();
  return output;
}

struct row {
  std::string_view name;
  tag_rule rule;
};
constexpr std::array<row, 14> table{{{"assign", parse_assign},
                                     {"break", parse_break},
                                     {"capture", parse_capture},
                                     {"case", parse_case},
                                     {"continue", parse_continue},
                                     {"cycle", parse_cycle},
                                     {"decrement", parse_counter},
                                     {"echo", parse_echo},
                                     {"for", parse_for},
                                     {"if", parse_if},
                                     {"ifchanged", parse_ifchanged},
                                     {"increment", parse_counter},
                                     {"tablerow", parse_tablerow},
                                     {"unless", parse_if}}};

}  // namespace

tag_rule find_tag(std::string_view name) noexcept {
  const auto found = std::ranges::find(table, name, &row::name);
  return found == table.end() ? nullptr : found->rule;
}

}  // namespace carillon::liquid
