#include "liquid/value.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "liquid/characters.hpp"

namespace carillon::liquid {
namespace {

const json nil_content;
const json undefined_content;
const json empty_content;
const json blank_content;

value unowned(const json& content) {
  return value(std::shared_ptr<void>(), &content);
}

/// The shortest digits that mean the number, without an exponent unless there were more than 21: "20.0",
/// "0.00001".
void append_real(std::string& out, double content) {
  constexpr double least_plain = 1e-7;
  constexpr double most_plain = 1e21;
  const auto size = std::abs(content);
  const bool is_plain = content == 0 || (size >= least_plain && size < most_plain);
  std::array<char, 48> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), content,
                                 is_plain ? std::chars_format::fixed : std::chars_format::scientific)
                       .ptr;
  const std::string_view digits(text.data(), end);
  out += digits;
  if (is_plain && digits.find('.') == std::string_view::npos) out += ".0";
}

void append_text(std::string& out, const json& content) {
  switch (content.type()) {
    case json::value_t::null:
    case json::value_t::discarded:
      return;
    case json::value_t::string:
      out += content.get_ref<const std::string&>();
      return;
    case json::value_t::array:
      for (const auto& item : content) append_text(out, item);
      return;
    case json::value_t::number_float:
      return append_real(out, content.get<double>());
    default:
      out += dump_json(content);
  }
}

/// 2^63: the first double past the integers.
constexpr double past_integers = 9223372036854775808.0;

}  // namespace

value nil() {
  return unowned(nil_content);
}
value undefined() {
  return unowned(undefined_content);
}
bool is_undefined(const value& candidate) noexcept {
  return candidate.get() == &undefined_content;
}
value borrowed(const json& variable) {
  return unowned(variable);
}
value made(json content) {
  return std::make_shared<const json>(std::move(content));
}
value part_of(const value& whole, const json& part) {
  return value(whole, &part);
}

value empty_literal() {
  return unowned(empty_content);
}
value blank_literal() {
  return unowned(blank_content);
}
bool is_empty_literal(const value& candidate) noexcept {
  return candidate.get() == &empty_content;
}
bool is_blank_literal(const value& candidate) noexcept {
  return candidate.get() == &blank_content;
}

bool is_truthy(const json& content) noexcept {
  return !content.is_null() && !(content.is_boolean() && !content.get<bool>());
}

bool is_empty(const json& content) noexcept {
  if (content.is_string()) return content.get_ref<const std::string&>().empty();
  return content.is_structured() && content.empty();
}

bool is_blank(const json& content) noexcept {
  if (!is_truthy(content) || is_empty(content)) return true;
  return content.is_string() && trimmed(content.get_ref<const std::string&>()).empty();
}

std::string to_text(const json& content) {
  std::string out;
  append_text(out, content);
  return out;
}

json number_of(double content) {
  if (!std::isfinite(content)) return nullptr;
  if (content == std::trunc(content) && std::abs(content) < past_integers) {
    return static_cast<std::int64_t>(content);
  }
  return content;
}

std::optional<json> to_number(const json& content) {
  if (content.is_number()) return content;
  if (content.is_boolean()) return content.get<bool>() ? 1 : 0;
  if (!content.is_string()) return std::nullopt;
  constexpr std::size_t longest_number = 64;
  auto text = trimmed(content.get_ref<const std::string&>());
  if (text.size() > longest_number) return std::nullopt;
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  const auto* const end = text.data() + text.size();
  std::int64_t integer = 0;
  if (const auto [rest, ec] = std::from_chars(text.data(), end, integer); ec == std::errc() && rest == end) {
    return integer;
  }
  double real = 0;
  const auto [rest, ec] = std::from_chars(text.data(), end, real);
  if (ec != std::errc() || rest != end || !std::isfinite(real)) return std::nullopt;
  return real;
}

std::optional<std::int64_t> to_integer(const json& content) noexcept {
  const auto number = to_number(content);
  if (!number) return std::nullopt;
  if (number->is_number_float()) {
    const auto real = number->get<double>();
    if (!(std::abs(real) < past_integers)) return std::nullopt;
    return static_cast<std::int64_t>(real);
  }
  if (number->is_number_unsigned() && number->get<std::uint64_t>() > INT64_MAX) return std::nullopt;
  return number->get<std::int64_t>();
}

int compare(const json& left, const json& right) noexcept {
  if (left < right) return -1;
  return right < left ? 1 : 0;
}

}  // namespace carillon::liquid
