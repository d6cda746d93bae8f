// The written forms of setting values: durations ("250ms", "1h30m"), sizes ("64MiB"), counts, lists, choices.
// What `show` writes, `assign` reads. Pure functions; called by the table of keys.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/secret.hpp"
#include "config/settings.hpp"

namespace carillon::config {

/// Bounds of a number, both included: milliseconds for durations, bytes for sizes.
struct range {
  std::uint64_t least = 0;
  std::uint64_t greatest = std::numeric_limits<std::int64_t>::max();
};

/// One or more numbers with a unit each: d, h, m, s, ms. A bare 0 needs none.
result<std::chrono::milliseconds> parse_duration(std::string_view text);
/// A number with B, KiB, MiB, GiB or TiB. A bare 0 needs none.
result<std::size_t> parse_size(std::string_view text);
/// Decimal digits only.
result<std::uint64_t> parse_count(std::string_view text);

/// Sets `to` from its written form, or leaves it alone and says (as invalid_argument) what the form should
/// be.
result<> assign(std::string& to, std::string_view text, const range&);
result<> assign(secret& to, std::string_view text, const range&);
result<> assign(std::chrono::milliseconds& to, std::string_view text, const range& within);
result<> assign(std::size_t& to, std::string_view text, const range& within);  ///< a size
result<> assign(unsigned& to, std::string_view text, const range& within);     ///< a count
/// Items separated by commas; blanks around them do not count; an empty text is an empty list.
result<> assign(std::vector<std::string>& to, std::string_view text, const range&);
/// Items name=text separated by commas, added to those that are there. Names: small letters, digits,
/// underscores.
result<> assign(named_texts& to, std::string_view text, const range&);
result<> assign(log::level& to, std::string_view text, const range&);
result<> assign(log::format& to, std::string_view text, const range&);

std::string show(const std::string& value);
std::string show(const secret& value);  ///< "***", or nothing when it is empty
std::string show(std::chrono::milliseconds value);
std::string show(std::size_t value);
std::string show(unsigned value);
std::string show(const std::vector<std::string>& value);
std::string show(const named_texts& value);
std::string show(log::level value);
std::string show(log::format value);

}  // namespace carillon::config
