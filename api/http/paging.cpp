#include "api/http/paging.hpp"

#include <array>
#include <charconv>

#include "api/http/cursor.hpp"
#include "base/encoding.hpp"
#include "net/loop_slice.hpp"

namespace carillon::api {
namespace {

struct vocabulary {
  std::string_view size, after, before;
};
constexpr vocabulary seed_words{"page[size]", "page[after]", "page[before]"};
constexpr vocabulary newer_words{"limit", "starting_after", "ending_before"};

bool is_used(const vocabulary& words, const query_parameters& query) {
  return query.has(words.size) || query.has(words.after) || query.has(words.before);
}

checked<std::size_t> read_size(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  const auto digits = text.substr(is_negative ? 1 : 0);
  std::size_t size = 0;
  const auto end = digits.data() + digits.size();
  const auto parsed = std::from_chars(digits.data(), end, size);
  if (parsed.ec == std::errc::invalid_argument || parsed.ptr != end) {
    return problem{400, "the page size should be a number"};
  }
  if (parsed.ec == std::errc::result_out_of_range) size = max_page_size;
  if (is_negative) size = 0;
  return std::clamp<std::size_t>(size, 1, max_page_size);
}

std::string base_url(const services& with, const request& of) {
  auto base = with.settings.api.public_url;
  if (base.empty()) base = "http://" + std::string(of.raw.header("host"));
  while (base.ends_with('/')) base.pop_back();
  return base;
}

bool is_cursor(std::string_view name) {
  constexpr std::array cursors{seed_words.after, seed_words.before, newer_words.after, newer_words.before};
  return std::ranges::find(cursors, name) != cursors.end();
}

/// The request's own URL without cursor, and with this one when it is given.
std::string link(const services& with, const request& of, std::string_view word, std::string_view cursor) {
  auto url = base_url(with, of) + of.raw.path;
  char separator = '?';
  const auto add = [&](std::string_view name, std::string_view value) {
    url += separator;
    url += percent_encode(name) + '=' + percent_encode(value);
    separator = '&';
  };
  for (const auto& [name, value] : of.query.all()) {
    if (!is_cursor(name)) add(name, value);
  }
  if (!cursor.empty()) add(word, cursor);
  return url;
}

cursor_scope scope_of(const request& of) {
  return {of.project(), of.pattern};
}

}  // namespace

checked<page_request> read_page(const services& with, const request& of) {
  page_request page;
  page.is_seed_vocabulary = is_used(seed_words, of.query);
  if (page.is_seed_vocabulary && is_used(newer_words, of.query)) {
    return problem{400, "page[…] and limit, starting_after, ending_before cannot be mixed"};
  }
  const auto& words = page.is_seed_vocabulary ? seed_words : newer_words;
  if (of.query.has(words.after) && of.query.has(words.before)) {
    return problem{400,
                   std::string(words.after) + " and " + std::string(words.before) + " exclude each other"};
  }
  if (of.query.has(words.size)) {
    const auto size = read_size(of.query.get(words.size));
    if (!size) return size.error();
    page.limit = *size;
  }
  for (const auto word : {words.after, words.before}) {
    if (!of.query.has(word)) continue;
    auto position = with.cursors.decode(scope_of(of), of.query.get(word));
    if (!position) return problem{400, "bad cursor in " + std::string(word)};
    (word == words.after ? page.after : page.before) = std::move(*position);
  }
  return page;
}

task<response> page_answer(const services& with, const request& of, const page_request& page, json data,
                           const page_ends& ends) {
  net::loop_slice slice;
  std::string text = "[";
  for (auto& row : data) {
    if (text.size() > 1) text += ',';
    text += dump_json(row);
    row = nullptr;  // what it held is freed piece by piece as well
    if (slice.is_spent()) co_await slice.yield();
  }
  co_return page_answer(with, of, page, text += ']', ends);
}

response page_answer(const services& with, const request& of, const page_request& page,
                     const std::string& data, const page_ends& ends) {
  const auto& words = page.is_seed_vocabulary ? seed_words : newer_words;
  json links = {{"first", link(with, of, {}, {})}, {"next", nullptr}, {"prev", nullptr}};
  if (ends.next) links["next"] = link(with, of, words.after, with.cursors.encode(scope_of(of), *ends.next));
  if (ends.previous) {
    links["prev"] = link(with, of, words.before, with.cursors.encode(scope_of(of), *ends.previous));
  }
  response answer;
  answer.body.append(R"({"data":)").append(data).append(R"(,"links":)").append(dump_json(links)).append("}");
  return answer;
}

task<response> list_answer(const services& with, const request& of, json data) {
  auto answer = co_await page_answer(with, of, page_request{}, std::move(data), page_ends{});
  co_return answer;
}

}  // namespace carillon::api
