// A parsed template or condition of the Liquid dialect of docs/templates.md. Parsed once, rendered often;
// pure, shared between threads once made. Hostile templates are expected: every render runs under limits.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"

namespace carillon::liquid {

/// What one render may cost at most. Reaching one is an error of the render, never a crash.
struct limits {
  std::size_t max_output = 1 << 20;  ///< bytes
  std::size_t max_steps = 100'000;   ///< nodes visited, loop turns and filters included
};

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

  /// `variables`: an object; its keys are the roots ({{ notification.title }}). What is unknown renders
  /// empty. too_large when a limit was reached.
  result<std::string> render(const json& variables, const limits& most = {}) const;
  /// The same, with the places of values.
  result<rendered_text> render_marking_values(const json& variables, const limits& most = {}) const;
  /// Some path of the source starts at that root: callers load only what is asked for.
  bool mentions(std::string_view root) const noexcept;

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
  /// Truthy: everything but nil, false and, of a template's output, "", "false", "nil" and "0".
  result<bool> holds(const json& variables, const limits& most = {}) const;
  bool mentions(std::string_view root) const noexcept;

 private:
  explicit condition(std::shared_ptr<const syntax> parsed) noexcept : syntax_(std::move(parsed)) {}

  std::shared_ptr<const syntax> syntax_;
};

}  // namespace carillon::liquid
