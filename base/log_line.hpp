// How one log line looks: a pure function from what log::write was given to text. Called by log.cpp only;
// what it writes is valid UTF-8 on exactly one line, whatever the fields hold.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/log.hpp"

namespace carillon::log {

/// One call of log::write with what the process adds to it.
struct line {
  timestamp at;
  level severity;
  std::string_view component;
  std::string_view event;
  std::string_view message;
  std::initializer_list<field> fields;
};

/// "debug", "info", "warn", "error".
std::string_view to_string(level severity) noexcept;
/// {"ts":…,"level":…,"component":…,"event":…,"msg":…,<fields>} and a line feed.
std::string as_json(const line& what);
/// 2026-11-23T08:29:33.000001Z info  event: message key=value, and a line feed.
std::string as_plain_text(const line& what);

}  // namespace carillon::log
