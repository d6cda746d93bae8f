// URLs and base64. What cannot be decoded, or decodes to bytes that are no text, is nil in base64 and stays
// as it is in URLs, where a stray % is common.
#include <algorithm>

#include "base/encoding.hpp"
#include "liquid/filters/tables.hpp"

namespace carillon::liquid::filters {
namespace {

constexpr std::size_t rate = 6;  ///< units for a byte

value url_encode(run& state, const value& input, const arguments&) {
  const shown_text text(state, *input);
  if (!state.spend_scan(text.view().size() * rate)) return nil();
  const auto encoded = percent_encode(text.view());
  std::string out;
  for (std::size_t at = 0; at < encoded.size(); ++at) {
    const bool is_space_code = std::string_view(encoded).substr(at, 3) == "%20";
    out += is_space_code ? '+' : encoded[at];
    if (is_space_code) at += 2;
  }
  return state.made_text(std::move(out));
}

value url_decode(run& state, const value& input, const arguments&) {
  const shown_text text(state, *input);
  if (!state.spend_scan(text.view().size() * rate)) return nil();
  std::string spaced(text.view());
  std::ranges::replace(spaced, '+', ' ');
  auto decoded = percent_decode(spaced);
  const bool is_text = decoded && is_valid_utf8(*decoded);
  return state.made_text(is_text ? std::move(*decoded) : std::string(text.view()));
}

value base64(run& state, const value& input, const arguments&) {
  const shown_text text(state, *input);
  return state.spend_scan(text.view().size() * rate) ? state.made_text(base64_encode(text.view())) : nil();
}

value base64_url_safe(run& state, const value& input, const arguments&) {
  const shown_text text(state, *input);
  if (!state.spend_scan(text.view().size() * rate)) return nil();
  auto encoded = base64_encode(text.view());
  std::ranges::replace(encoded, '+', '-');
  std::ranges::replace(encoded, '/', '_');
  return state.made_text(std::move(encoded));
}

value decoded_text(run& state, const result<std::string>& decoded) {
  return decoded && is_valid_utf8(*decoded) ? state.made_text(*decoded) : nil();
}

value from_base64(run& state, const value& input, const arguments&) {
  const shown_text text(state, *input);
  if (!state.spend_scan(text.view().size() * rate)) return nil();
  return decoded_text(state, base64_decode(text.view()));
}

value from_base64_url_safe(run& state, const value& input, const arguments&) {
  const shown_text text(state, *input);
  if (!state.spend_scan(text.view().size() * rate)) return nil();
  auto encoded = text.view();
  while (encoded.ends_with('=')) encoded.remove_suffix(1);
  return decoded_text(state, base64url_decode(encoded));
}

constexpr filter table[] = {
    {"base64_decode", {}, from_base64},
    {"base64_encode", {}, base64},
    {"base64_url_safe_decode", {}, from_base64_url_safe},
    {"base64_url_safe_encode", {}, base64_url_safe},
    {"url_decode", {}, url_decode},
    {"url_encode", {}, url_encode},
};

}  // namespace

std::span<const filter> encodings() noexcept {
  return table;
}

}  // namespace carillon::liquid::filters
