#include "liquid/run.hpp"

namespace carillon::liquid {

bool run::spend_content(const json& content, std::size_t passes) noexcept {
  if (!spend(price::item)) return false;
  if (content.is_string()) return spend_copy(content.get_ref<const std::string&>().size() * passes);
  if (content.is_array()) {
    for (const auto& item : content) {
      if (!spend_content(item, passes)) return false;
    }
  } else if (content.is_object()) {
    for (const auto& [name, item] : content.get_ref<const json::object_t&>()) {
      if (!spend_copy(name.size() * passes) || !spend_content(item, passes)) return false;
    }
  }
  return true;
}

value run::made_text(std::string text) {
  if (!may_hold(text.size()) || !spend_copy(text.size())) return nil();
  return made(std::move(text));
}

void run::write(std::string_view text) {
  if (!spend_copy(text.size())) return;
  if (captures_.empty()) {
    if (purse_.spend_output(text.size())) output_.text += text;
  } else if (may_hold(captures_.back().size() + text.size())) {
    captures_.back() += text;
  }
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
  if (variables_.is_object()) {
    if (const auto found = variables_.find(name); found != variables_.end()) return borrowed(*found);
  }
  const auto counter = memory_.counters.find(name);
  return counter == memory_.counters.end() ? undefined() : made(counter->second);
}

void run::assign(std::string_view name, value content) {
  const auto found = assigned_.find(name);
  if (found != assigned_.end()) {
    found->second = std::move(content);
  } else {
    assigned_.emplace(name, std::move(content));
  }
}

const loop_frame* run::loop_at(std::size_t levels_up) const noexcept {
  for (auto frame = loops_.rbegin(); frame != loops_.rend(); ++frame) {
    if (!frame->name.empty() && levels_up-- == 0) return &*frame;
  }
  return nullptr;
}

value run::loop_facts(std::size_t levels_up) {
  const auto* const frame = loop_at(levels_up);
  if (!frame) return undefined();
  auto facts = json::object();
  if (!purse_.spend(price::item * 16)) return nil();
  for (const auto* name : {"name", "length", "index", "index0", "rindex", "rindex0", "first", "last"}) {
    facts[name] = *loop_fact(levels_up, name);
  }
  return made(std::move(facts));
}

value run::loop_fact(std::size_t levels_up, const json& name) const {
  const auto* const frame = loop_at(levels_up);
  if (!frame || !name.is_string()) return undefined();
  const auto& word = name.get_ref<const std::string&>();
  if (word == "index") return made(frame->index + 1);
  if (word == "index0") return made(frame->index);
  if (word == "rindex") return made(frame->length - frame->index);
  if (word == "rindex0") return made(frame->length - frame->index - 1);
  if (word == "first") return made(frame->index == 0);
  if (word == "last") return made(frame->index + 1 == frame->length);
  if (word == "length") return made(frame->length);
  return word == "name" ? made(std::string(frame->name)) : undefined();
}

result<rendered_text> run::finish() && {
  if (purse_.is_exhausted()) return purse_.refusal();
  return std::move(output_);
}

}  // namespace carillon::liquid
