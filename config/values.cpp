#include "config/values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <span>
#include <utility>

namespace carillon::config {
namespace {

struct unit {
  std::string_view name;
  std::uint64_t factor;
};
// Largest first: show() takes the first that divides.
constexpr std::array duration_units{unit{"d", 86'400'000}, unit{"h", 3'600'000}, unit{"m", 60'000},
                                    unit{"s", 1'000}, unit{"ms", 1}};
constexpr std::array size_units{unit{"TiB", 1ull << 40}, unit{"GiB", 1ull << 30}, unit{"MiB", 1ull << 20},
                                unit{"KiB", 1ull << 10}, unit{"B", 1}};

constexpr std::array<std::pair<std::string_view, log::level>, 4> levels{{{"debug", log::level::debug},
                                                                         {"info", log::level::info},
                                                                         {"warn", log::level::warn},
                                                                         {"error", log::level::error}}};
constexpr std::array<std::pair<std::string_view, log::format>, 3> formats{
    {{"auto", log::format::automatic}, {"text", log::format::text}, {"json", log::format::json}}};

error wrong(std::string sentence, boost::source_location where = BOOST_CURRENT_LOCATION) {
  return {errc::invalid_argument, std::move(sentence), where};
}

/// Digits off the front of `text`: at least one, at most 12.
std::optional<std::uint64_t> take_digits(std::string_view& text) {
  constexpr std::size_t most_digits = 12;
  std::uint64_t number = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto length = static_cast<std::size_t>(end - text.data());
  if (ec != std::errc{} || length == 0 || length > most_digits) return std::nullopt;
  text.remove_prefix(length);
  return number;
}

std::optional<std::uint64_t> take_unit(std::string_view& text, std::span<const unit> units) {
  const auto length = std::min(text.find_first_of("0123456789"), text.size());
  for (const auto& [name, factor] : units) {
    if (text.substr(0, length) != name) continue;
    text.remove_prefix(length);
    return factor;
  }
  return std::nullopt;
}

/// number unit; the product must fit in 63 bits.
std::optional<std::uint64_t> take_quantity(std::string_view& text, std::span<const unit> units) {
  const auto number = take_digits(text);
  if (!number) return std::nullopt;
  const auto factor = take_unit(text, units);
  if (!factor) return std::nullopt;
  if (*number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) / *factor)
    return std::nullopt;
  return *number * *factor;
}

std::string show_quantity(std::uint64_t value, std::span<const unit> units) {
  if (value == 0) return "0";
  for (const auto& [name, factor] : units) {
    if (value % factor == 0) return std::to_string(value / factor).append(name);
  }
  return std::to_string(value);
}

template <class To>
result<> assign_within(To& to, const result<To>& parsed, std::uint64_t number, const range& within) {
  if (!parsed) return parsed.error();
  if (number < within.least) return wrong("must be at least " + show(To(within.least)));
  if (number > within.greatest) return wrong("must be at most " + show(To(within.greatest)));
  to = *parsed;
  return {};
}

template <class Value, std::size_t Count>
result<> assign_choice(Value& to, std::string_view text,
                       const std::array<std::pair<std::string_view, Value>, Count>& choices) {
  std::string names;
  for (const auto& [name, value] : choices) {
    if (name == text) {
      to = value;
      return {};
    }
    names.append(names.empty() ? "" : ", ").append(name);
  }
  return wrong("must be one of " + names);
}

template <class Value, std::size_t Count>
std::string show_choice(Value shown, const std::array<std::pair<std::string_view, Value>, Count>& choices) {
  for (const auto& [name, value] : choices) {
    if (value == shown) return std::string(name);
  }
  return {};
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

}  // namespace

result<std::chrono::milliseconds> parse_duration(std::string_view text) {
  if (text == "0") return std::chrono::milliseconds(0);
  std::uint64_t sum = 0;
  do {
    const auto part = take_quantity(text, duration_units);
    if (!part || *part > std::numeric_limits<std::int64_t>::max() - sum) {
      return wrong("must be a duration with its unit: 250ms, 10s, 5m, 1h30m, 3d");
    }
    sum += *part;
  } while (!text.empty());
  return std::chrono::milliseconds(sum);
}

result<std::size_t> parse_size(std::string_view text) {
  if (text == "0") return std::size_t{0};
  const auto size = take_quantity(text, size_units);
  if (!size || !text.empty()) return wrong("must be a size with its unit: 512B, 64KiB, 1MiB, 2GiB");
  return std::size_t{*size};
}

result<std::uint64_t> parse_count(std::string_view text) {
  const auto number = take_digits(text);
  if (!number || !text.empty()) return wrong("must be a whole number");
  return *number;
}

result<> assign(std::string& to, std::string_view text, const range&) {
  to = text;
  return {};
}

result<> assign(secret& to, std::string_view text, const range&) {
  to = secret(std::string(text));
  return {};
}

result<> assign(std::chrono::milliseconds& to, std::string_view text, const range& within) {
  const auto parsed = parse_duration(text);
  return assign_within(to, parsed, parsed ? static_cast<std::uint64_t>(parsed->count()) : 0, within);
}

result<> assign(std::size_t& to, std::string_view text, const range& within) {
  const auto parsed = parse_size(text);
  return assign_within(to, parsed, parsed ? *parsed : 0, within);
}

result<> assign(unsigned& to, std::string_view text, const range& within) {
  const auto parsed = parse_count(text);
  if (!parsed) return parsed.error();
  const range fitting{within.least,
                      std::min<std::uint64_t>(within.greatest, std::numeric_limits<unsigned>::max())};
  return assign_within(to, result<unsigned>(static_cast<unsigned>(*parsed)), *parsed, fitting);
}

result<> assign(std::vector<std::string>& to, std::string_view text, const range&) {
  std::vector<std::string> items;
  for (auto rest = trimmed(text); !rest.empty();) {
    const auto comma = std::min(rest.find(','), rest.size());
    const auto item = trimmed(rest.substr(0, comma));
    if (item.empty()) return wrong("must be a list without empty items");
    items.emplace_back(item);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  to = std::move(items);
  return {};
}

result<> assign(named_texts& to, std::string_view text, const range& within) {
  const auto is_allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  std::vector<std::string> items;
  if (const auto split = assign(items, text, within); !split) return split.error();
  auto all = to;
  for (const auto& item : items) {
    const auto equals = item.find('=');
    if (equals == item.npos || equals == 0 ||
        !std::ranges::all_of(std::string_view(item).substr(0, equals), is_allowed))
      return wrong("must be items name=value, the names of small letters, digits and underscores");
    all.insert_or_assign(item.substr(0, equals), item.substr(equals + 1));
  }
  to = std::move(all);
  return {};
}

result<> assign(log::level& to, std::string_view text, const range&) {
  return assign_choice(to, text, levels);
}
result<> assign(log::format& to, std::string_view text, const range&) {
  return assign_choice(to, text, formats);
}

std::string show(const std::string& value) {
  return value;
}
std::string show(const secret& value) {
  return value.empty() ? "" : "***";
}
std::string show(std::chrono::milliseconds value) {
  return show_quantity(static_cast<std::uint64_t>(value.count()), duration_units);
}
std::string show(std::size_t value) {
  return show_quantity(value, size_units);
}
std::string show(unsigned value) {
  return std::to_string(value);
}
std::string show(const std::vector<std::string>& value) {
  std::string out;
  for (const auto& item : value) out.append(out.empty() ? "" : ",").append(item);
  return out;
}
std::string show(const named_texts& value) {
  std::string out;
  for (const auto& [name, text] : value) out.append(out.empty() ? "" : ",").append(name + '=' + text);
  return out;
}
std::string show(log::level value) {
  return show_choice(value, levels);
}
std::string show(log::format value) {
  return show_choice(value, formats);
}

}  // namespace carillon::config
