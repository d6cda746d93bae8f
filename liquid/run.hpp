// One render under way: what its names mean, what it has written, and what its tags remember. Handed to every
// node, filter and tag. Once its budget is gone it stays gone: what still runs yields nil and returns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "liquid/budget.hpp"
#include "liquid/program.hpp"
#include "liquid/value.hpp"

namespace carillon::liquid {

/// A turn of {% for %}: the variable's value, and what `forloop` says. Names are owned by the tag.
struct loop_frame {
  std::string_view variable{};
  std::string_view name{};  ///< "item-items"; empty: not of a {% for %}, and `forloop` means one further out
  value item = nil();
  std::size_t index = 0;  ///< from 0
  std::size_t length = 0;
};

/// What tags remember from one place of a template to another.
struct tag_memory {
  std::map<std::string, std::size_t, std::less<>> cycles;     ///< whose turn it is
  std::map<std::string, std::int64_t, std::less<>> counters;  ///< of increment and decrement
  std::map<std::string_view, std::uint64_t, std::less<>>
      stops;                ///< where loops ended, by name: offset: continue
  std::string last_change;  ///< what ifchanged saw last
};

class run {
 public:
  /// Both outlive the run; `variables` is an object.
  run(const json& variables, budget& purse) noexcept : variables_(variables), purse_(purse) {}

  /// Takes `units` from the budget. False: it is gone, the caller returns.
  bool spend(std::size_t units = price::node) noexcept { return purse_.spend(units); }
  /// For text that is looked at or changed byte by byte.
  bool spend_scan(std::size_t bytes) noexcept { return spend(bytes); }
  /// For text that is moved, searched or compared by the processor's wide instructions.
  bool spend_copy(std::size_t bytes) noexcept { return spend(bytes / price::copied_bytes); }
  /// For a search: what a long needle costs at its worst.
  bool spend_search(std::size_t text, std::size_t needle) noexcept {
    constexpr std::size_t short_needle = 8;
    return spend_scan((text + needle) * (needle > short_needle ? 3 : 1));
  }
  /// For work over everything inside a value: a copy, a comparison, a search; `passes` over its bytes.
  bool spend_content(const json& content, std::size_t passes = 1) noexcept;

  /// Takes ownership of a text made by a filter, unless it is longer than an output may be.
  value made_text(std::string text);
  /// False, and the run is over, when `size` bytes are more than an output may have.
  bool may_hold(std::size_t size) noexcept { return purse_.may_hold(size); }

  /// Appends to the output, or to the innermost capture: words of the template's own.
  void write(std::string_view text);
  /// The same for what {{ … }} shows.
  void write_value(std::string_view text);
  void start_capture() { captures_.emplace_back(); }
  std::string end_capture();

  /// The innermost loop's variable of that name, else what was assigned, else the caller's variable, else a
  /// counter, else undefined.
  value lookup(std::string_view name) const;
  void assign(std::string_view name, value content);
  void enter_loop(loop_frame turn) { loops_.push_back(std::move(turn)); }
  loop_frame& innermost_loop() noexcept { return loops_.back(); }
  /// The one around it.
  loop_frame& loop_outside() noexcept { return loops_[loops_.size() - 2]; }
  void leave_loop() noexcept { loops_.pop_back(); }
  /// What `forloop` means `levels_up` loops outside of the innermost one; undefined outside of all.
  value loop_facts(std::size_t levels_up);
  /// One of these facts by its name.
  value loop_fact(std::size_t levels_up, const json& name) const;
  tag_memory& memory() noexcept { return memory_; }

  result<rendered_text> finish() &&;

 private:
  const loop_frame* loop_at(std::size_t levels_up) const noexcept;

  const json& variables_;
  budget& purse_;
  rendered_text output_;
  std::vector<std::string> captures_;
  std::map<std::string, value, std::less<>> assigned_;
  std::vector<loop_frame> loops_;
  tag_memory memory_;
};

}  // namespace carillon::liquid
