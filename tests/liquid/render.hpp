// What the tests of liquid/ share: parse and render in one go.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "liquid/program.hpp"

namespace carillon::liquid {

inline json variables_of(std::string_view text) {
  return json::parse(text);
}

/// The output, or "error: " and why.
inline std::string rendered(std::string_view source, const json& variables = json::object(),
                            const limits& most = {}) {
  const auto parsed = program::parse(source);
  if (!parsed) return "error: " + parsed.error().detail;
  auto output = parsed->render(variables, most);
  return output ? *output : "error: " + output.error().detail;
}

/// "true", "false", or "error: " and why.
inline std::string judged(std::string_view source, const json& variables = json::object()) {
  const auto parsed = condition::parse(source);
  if (!parsed) return "error: " + parsed.error().detail;
  const auto held = parsed->holds(variables);
  if (!held) return "error: " + held.error().detail;
  return *held ? "true" : "false";
}

struct example {
  std::string_view source;
  std::string_view expected;
};

}  // namespace carillon::liquid
