#include "api/body.hpp"

#include <algorithm>

namespace carillon::api {
namespace {

std::string lower_case(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  std::erase(out, ' ');
  return out;
}

/// None is taken for JSON: it is all we speak.
bool is_json_type(std::string_view content_type) {
  const auto type = lower_case(content_type);
  return type.empty() || type == "application/json" || type == "application/json;charset=utf-8" ||
         type == "application/json;charset=\"utf-8\"";
}

}  // namespace

checked<json> read_body(const request& of, const rule& expected) {
  if (of.raw.body.empty()) return problem{400, "the body is empty"};
  if (of.raw.count("content-encoding") != 0) return problem{415, "the body should not be encoded"};
  if (of.raw.count("content-type") > 1 || !is_json_type(of.raw.header("content-type"))) {
    return problem{415, "the content type should be application/json"};
  }
  auto value =
      parse_json(of.raw.body, {.max_bytes = of.raw.body.size(), .max_depth = 32, .max_values = 200'000});
  if (!value) return problem{400, value.error().detail};
  auto found = validate(expected, *value);
  if (!found.empty()) return invalid(std::move(found));
  return checked<json>(std::move(*value));
}

}  // namespace carillon::api
