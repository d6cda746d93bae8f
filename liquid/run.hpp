// One render under way: what its names mean, what it has written, and what it may still spend. Handed to
// every node, filter and tag. Once the budget is gone it stays gone: what still runs yields nil and returns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "liquid/program.hpp"
#include "liquid/value.hpp"

namespace carillon::liquid {

/// A turn of {% for %}: the variable's value, and what `forloop` says.
struct loop_frame {
  std::string_view variable;  ///< owned by the tag
  value item;
  std::size_t index = 0;  ///< from 0
  std::size_t length = 0;
};

class run {
 public:
  /// Both outlive the run; `variables` is an object.
  run(const json& variables, const limits& most) noexcept : variables_(variables), most_(most) {}

  /// Takes `steps` from the budget. False: it is gone, the caller returns.
  bool spend(std::size_t steps = 1) noexcept;
  /// For work over text: a step for every bytes_per_step of them, at least one.
  bool spend_bytes(std::size_t bytes) noexcept;
  /// For work over everything inside a value: a copy, a comparison, a search.
  bool spend_content(const json& content) noexcept;

  /// Takes ownership of a text made by a filter, unless it is longer than an output may be.
  value made_text(std::string text);
  /// False, and the run is over, when `size` bytes are more than an output may have.
  bool may_hold(std::size_t size) noexcept;

  /// Appends to the output, or to the innermost capture: words of the template's own.
  void write(std::string_view text);
  /// The same for what {{ … }} shows.
  void write_value(std::string_view text);
  void start_capture() { captures_.emplace_back(); }
  std::string end_capture();

  /// The innermost loop's variable of that name, else what was assigned, else the caller's variable, else
  /// nil.
  value lookup(std::string_view name) const;
  void assign(std::string_view name, value content);
  void enter_loop(std::size_t length) { loops_.push_back({.variable = {}, .item = nil(), .length = length}); }
  loop_frame& innermost_loop() noexcept { return loops_.back(); }
  void leave_loop() noexcept { loops_.pop_back(); }
  /// What `forloop` means `levels_up` loops outside of the innermost one; nil outside of all.
  value loop_facts(std::size_t levels_up) const;

  result<rendered_text> finish() &&;

 private:
  static constexpr std::size_t bytes_per_step = 256;

  const json& variables_;
  const limits& most_;
  std::size_t spent_ = 0;
  rendered_text output_;
  std::vector<std::string> captures_;
  std::map<std::string, value, std::less<>> assigned_;
  std::vector<loop_frame> loops_;
  std::optional<error> failure_;
};

}  // namespace carillon::liquid
