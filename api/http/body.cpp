#include "api/http/body.hpp"

#include <algorithm>
#include <utility>

#include "api/http/heavy_work.hpp"
#include "api/http/media_type.hpp"

namespace carillon::api {
namespace {

/// None is taken for JSON: it is all we speak.
bool is_json(const net::h1_request& raw) {
  const auto given = raw.header("content-type");
  if (given.empty()) return true;
  const auto type = parse_media_type(given);
  return type && type->name == "application/json" && is_utf8(*type);
}

/// "identity" says that nothing was done to it.
bool is_encoded(const net::h1_request& raw) {
  constexpr std::string_view plain = "identity";
  const auto given = raw.header("content-encoding");
  if (raw.count("content-encoding") != 1) return raw.count("content-encoding") != 0;
  return !std::ranges::equal(given, plain, {}, [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
}

}  // namespace

std::optional<problem> refuse_headers(const request& of) {
  if (of.raw.body.empty()) return problem{400, "the body is empty"};
  if (is_encoded(of.raw)) return problem{415, "the body should not be encoded"};
  if (of.raw.count("content-type") > 1 || !is_json(of.raw)) {
    return problem{415, "the content type should be application/json in UTF-8"};
  }
  return std::nullopt;
}

/// 422 when all that is wrong is an integer that cannot be kept: the text is good JSON.
problem unreadable(std::string_view body, json_limits limits, const error& why) {
  limits.wide = wide_integers::as_text;
  return {parse_json(body, limits) ? 422 : 400, why.detail};
}

checked<json> read_text(std::string_view body, const rule& expected) {
  const json_limits limits{.max_bytes = body.size(), .max_depth = 32, .max_values = 200'000};
  auto value = parse_json(body, limits);
  if (!value) return unreadable(body, limits, value.error());
  auto found = validate(expected, *value);
  if (!found.empty()) return invalid(std::move(found));
  return checked<json>(std::move(*value));
}

task<checked<json>> read_body(services& with, request& of, const rule& expected) {
  if (auto refused = refuse_headers(of)) co_return std::move(*refused);
  auto text = std::exchange(of.raw.body, {});
  if (text.size() <= light_input) co_return read_text(text, expected);
  const auto size = text.size();
  auto work = [text = std::move(text), &expected] { return read_text(text, expected); };
  auto read = co_await work_on(with.compute, of.project(), size, std::move(work));
  if (!read) co_return too_busy();
  co_return std::move(*read);
}

}  // namespace carillon::api
