#include "liquid/run.hpp"

namespace carillon::liquid {

bool run::spend(std::size_t steps) noexcept {
  if (failure_) return false;
  if (steps <= most_.max_steps - spent_) {
    spent_ += steps;
    return true;
  }
  failure_.emplace(errc::too_large,
                   "the template takes more than " + std::to_string(most_.max_steps) + " steps");
  return false;
}

bool run::spend_bytes(std::size_t bytes) noexcept {
  return spend(1 + bytes / bytes_per_step);
}

bool run::spend_content(const json& content) noexcept {
  if (content.is_string()) return spend_bytes(content.get_ref<const std::string&>().size());
  if (!spend()) return false;
  if (content.is_array()) {
    for (const auto& item : content) {
      if (!spend_content(item)) return false;
    }
  } else if (content.is_object()) {
    for (const auto& [name, item] : content.get_ref<const json::object_t&>()) {
      if (!spend_bytes(name.size()) || !spend_content(item)) return false;
    }
  }
  return true;
}

value run::made_text(std::string text) {
  if (!may_hold(text.size()) || !spend_bytes(text.size())) return nil();
  return made(std::move(text));
}

bool run::may_hold(std::size_t size) noexcept {
  if (failure_) return false;
  if (size <= most_.max_output) return true;
  failure_.emplace(errc::too_large,
                   "the template makes a text of more than " + std::to_string(most_.max_output) + " bytes");
  return false;
}

void run::write(std::string_view text) {
  auto& out = captures_.empty() ? output_.text : captures_.back();
  if (may_hold(out.size() + text.size()) && spend_bytes(text.size())) out += text;
}

void run::write_value(std::string_view text) {
  const auto at = output_.text.size();
  write(text);
  if (const auto length = output_.text.size() - at; length > 0) output_.values.push_back({at, length});
}

std::string run::end_capture() {
  auto text = std::move(captures_.back());
  captures_.pop_back();
  return text;
}

value run::lookup(std::string_view name) const {
  for (auto frame = loops_.rbegin(); frame != loops_.rend(); ++frame) {
    if (frame->variable == name) return frame->item;
  }
  if (const auto found = assigned_.find(name); found != assigned_.end()) return found->second;
  if (!variables_.is_object()) return nil();
  const auto found = variables_.find(name);
  return found == variables_.end() ? nil() : borrowed(*found);
}

void run::assign(std::string_view name, value content) {
  const auto found = assigned_.find(name);
  if (found != assigned_.end()) {
    found->second = std::move(content);
  } else {
    assigned_.emplace(name, std::move(content));
  }
}

value run::loop_facts(std::size_t levels_up) const {
  if (levels_up >= loops_.size()) return nil();
  const auto& frame = loops_[loops_.size() - 1 - levels_up];
  return made({{"index", frame.index + 1},
               {"index0", frame.index},
               {"rindex", frame.length - frame.index},
               {"rindex0", frame.length - frame.index - 1},
               {"first", frame.index == 0},
               {"last", frame.index + 1 == frame.length},
               {"length", frame.length}});
}

result<rendered_text> run::finish() && {
  if (failure_) return std::move(*failure_);
  return std::move(output_);
}

}  // namespace carillon::liquid
