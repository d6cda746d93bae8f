#include "liquid/tags/table.hpp"

namespace carillon::liquid {

tag_rule find_tag(std::string_view name) noexcept {
  if (name == "if" || name == "unless") return parse_if;
  if (name == "case") return parse_case;
  if (name == "for") return parse_for;
  if (name == "break") return parse_break;
  if (name == "continue") return parse_continue;
  if (name == "assign") return parse_assign;
  return name == "capture" ? parse_capture : nullptr;
}

}  // namespace carillon::liquid
