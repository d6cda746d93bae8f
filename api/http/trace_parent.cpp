#include "api/http/trace_parent.hpp"

#include <algorithm>

namespace carillon::api {
namespace {

bool is_lower_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == text.npos;
}

bool is_zero(std::string_view text) {
  return text.find_first_not_of('0') == text.npos;
}

}  // namespace

std::string trace_id_of(std::string_view traceparent) {
  // version(2) - trace id(32) - parent id(16) - flags(2); later versions may say more behind.
  if (traceparent.size() < 55 || (traceparent.size() > 55 && traceparent[55] != '-')) return {};
  const auto version = traceparent.substr(0, 2);
  const auto trace = traceparent.substr(3, 32);
  const auto parent = traceparent.substr(36, 16);
  const auto flags = traceparent.substr(53, 2);
  const bool has_dashes = traceparent[2] == '-' && traceparent[35] == '-' && traceparent[52] == '-';
  const bool has_size = version != "00" || traceparent.size() == 55;
  const bool is_hex =
      is_lower_hex(version) && is_lower_hex(trace) && is_lower_hex(parent) && is_lower_hex(flags);
  if (!has_dashes || !has_size || !is_hex || version == "ff" || is_zero(trace) || is_zero(parent)) return {};
  return std::string(trace);
}

std::string trace_id_of(const net::h1_request& raw) {
  return raw.count("traceparent") == 1 ? trace_id_of(raw.header("traceparent")) : std::string();
}

}  // namespace carillon::api
