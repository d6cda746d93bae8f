// A parsed template or condition of the Liquid dialect of docs/templates.md. Parsed once, rendered often;
// pure, shared between threads once made. Hostile templates are expected: every render runs on a budget, and
// all that one client causes at once (a request's strings, a recipient's channels) share theirs:
//
//   liquid::budget purse;
//   for (const auto& text : texts) rendered = text.render(variables, purse);  // fails once it is spent
//   charge(author, purse.work_done());
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "liquid/budget.hpp"

namespace carillon::liquid {

/// At most this much source, and this many blocks inside each other.
inline constexpr std::size_t max_source = 256 * 1024;
inline constexpr std::size_t max_nesting = 32;

struct syntax;

/// What a render wrote, and where in it the values of variables stand rather than the template's own words:
/// who turns it into markup can see to it that values are none.
struct rendered_text {
  struct stretch {
    std::size_t at = 0, length = 0;
  };
  std::string text;
  std::vector<stretch> values;  ///< one an output tag, in the order they stand
};

class program {
 public:
  /// invalid_argument names the line and what was expected there; too_large: more than max_source bytes.
  static result<program> parse(std::string_view source);
  /// The same at the expense of a budget, for sources that are parsed for every render.
  static result<program> parse(std::string_view source, budget& purse);

  /// `variables`: an object; its keys are the roots ({{ notification.title }}). What is unknown renders
  /// empty. too_large when the budget is exhausted, also when an earlier render did it.
  result<std::string> render(const json& variables, budget& purse) const;
  /// On a budget of its own.
  result<std::string> render(const json& variables, const limits& most = {}) const;
  /// The same, with the places of values.
  result<rendered_text> render_marking_values(const json& variables, budget& purse) const;
  result<rendered_text> render_marking_values(const json& variables, const limits& most = {}) const;
  /// Some path of the source starts at that root: callers load only what is asked for. Read from what was
  /// parsed: words outside of {{ }} and {% %}, texts and names of filters count for nothing.
  bool mentions(std::string_view root) const noexcept;
  /// The same of a member of the root: true for {{ root.member }}, and wherever the root is used as a whole
  /// or with a key that is known at the render only.
  bool mentions(std::string_view root, std::string_view member) const noexcept;

 private:
  explicit program(std::shared_ptr<const syntax> parsed) noexcept : syntax_(std::move(parsed)) {}

  std::shared_ptr<const syntax> syntax_;
};

class condition {
 public:
  /// "{{notification.unseen}} == false", "notification.category == 'billing' and not notification.read", or
  /// any template: whose output then decides.
  /// Errors as in program::parse.
  static result<condition> parse(std::string_view source);
  static result<condition> parse(std::string_view source, budget& purse);
  /// Truthy: everything but nil, false and, of a template's output, "", "false", "nil" and "0". too_large
  /// when the budget is exhausted.
  result<bool> holds(const json& variables, budget& purse) const;
  result<bool> holds(const json& variables, const limits& most = {}) const;
  bool mentions(std::string_view root) const noexcept;
  bool mentions(std::string_view root, std::string_view member) const noexcept;

 private:
  explicit condition(std::shared_ptr<const syntax> parsed) noexcept : syntax_(std::move(parsed)) {}

  std::shared_ptr<const syntax> syntax_;
};

}  // namespace carillon::liquid
