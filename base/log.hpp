// Structured logs to a standard stream: JSON lines, or text on a terminal. Allow-list by construction: only
// the fields passed are written, so a body or a token gets in only if somebody names it. Any thread; never
// blocks on a slow reader (lines over the buffer are dropped and counted).
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace carillon::log {

enum class level { debug, info, warn, error };
enum class format { automatic, text, json };  ///< automatic: text when stdout is a terminal
/// Services write to standard output; commands whose output is their result write to standard error.
enum class destination { standard_output, standard_error };

using field_value = std::variant<std::string_view, std::int64_t, std::uint64_t, double, bool>;
struct field {
  std::string_view key;
  field_value value;
  field(std::string_view k, std::string_view v) : key(k), value(v) {}
  field(std::string_view k, const char* v) : key(k), value(std::string_view(v)) {}
  field(std::string_view k, const std::string& v) : key(k), value(std::string_view(v)) {}
  field(std::string_view k, bool v) : key(k), value(v) {}
  field(std::string_view k, double v) : key(k), value(v) {}
  template <std::signed_integral T>
  field(std::string_view k, T v) : key(k), value(static_cast<std::int64_t>(v)) {}
  template <std::unsigned_integral T>
    requires(!std::same_as<T, bool>)
  field(std::string_view k, T v) : key(k), value(static_cast<std::uint64_t>(v)) {}
};

/// Once, in main, before the first line. Until then lines go out as text at info.
void configure(level minimum, format how, std::string_view component,
               destination where = destination::standard_output);
/// Changes these two while the process runs; everything else stays as configured. Any thread, one at a time.
void adjust(level minimum, format how);
/// `event` is a stable snake_case code to search for; `message` a sentence.
void write(level at, std::string_view event, std::string_view message,
           std::initializer_list<field> fields = {});
inline void debug(std::string_view event, std::string_view message, std::initializer_list<field> f = {}) {
  write(level::debug, event, message, f);
}
inline void info(std::string_view event, std::string_view message, std::initializer_list<field> f = {}) {
  write(level::info, event, message, f);
}
inline void warn(std::string_view event, std::string_view message, std::initializer_list<field> f = {}) {
  write(level::warn, event, message, f);
}
inline void error(std::string_view event, std::string_view message, std::initializer_list<field> f = {}) {
  write(level::error, event, message, f);
}
/// Waits until every line written before has left the process, or two seconds. For the end of main.
void flush();
/// Lines lost so far because the reader of our output was too slow (carillon_log_dropped_total).
std::uint64_t dropped_lines();

}  // namespace carillon::log
