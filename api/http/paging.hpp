// Pages in both vocabularies the clients speak: page[size|after|before] and limit, starting_after,
// ending_before (rest-contract.md 4). A position is the resource's own text for a row; clients see it as a
// cursor. Pure.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "api/http/request.hpp"

namespace carillon::api {

inline constexpr std::size_t default_page_size = 50;
inline constexpr std::size_t max_page_size = 100;
/// What a page's rows may have as they are stored: past that it ends early, and the next one goes on there. A
/// hundred broadcasts may have 12 MiB each, a hundred users 64 KiB.
inline constexpr std::size_t most_page_bytes = 2 << 20;

struct page_request {
  std::size_t limit = default_page_size;
  std::optional<std::string> after, before;  ///< positions; never both
  bool is_seed_vocabulary = false;           ///< page[…]: links answer in the words of the question
};

/// Positions of the rows at the page's ends, where there is more beyond.
struct page_ends {
  std::optional<std::string> next, previous;
};

/// 400 when both vocabularies, both directions, a size that is no number, or a cursor not of this list.
checked<page_request> read_page(const services& with, const request& of);
/// {"data":[…],"links":{first,next,prev}}. Absolute URLs: settings.api.public_url, else the request's Host. A
/// hundred rows may be megabytes: they are written row by row, and the loop gets its turns. References
/// outlive the call.
task<response> page_answer(const services& with, const request& of, const page_request& page, json data,
                           const page_ends& ends);
/// The same over data that is JSON already.
response page_answer(const services& with, const request& of, const page_request& page,
                     const std::string& data, const page_ends& ends);
/// The same for lists that are never paged: next and prev are null.
task<response> list_answer(const services& with, const request& of, json data);

/// From what a store read, one row more than the page when there is more in that direction: drops that row
/// and tells the ends. `position_of(row)` is text.
template <class Row, class Position>
page_ends trim_page(std::vector<Row>& rows, const page_request& page, Position position_of) {
  const bool has_more = rows.size() > page.limit;
  if (has_more && page.before) rows.erase(rows.begin());
  if (has_more && !page.before) rows.pop_back();
  page_ends ends;
  if (rows.empty()) return ends;
  if (has_more || page.before) ends.next = position_of(rows.back());
  if (page.before ? has_more : page.after.has_value()) ends.previous = position_of(rows.front());
  return ends;
}

/// Pages over a list small enough to be read whole. A position nobody has any more gives an empty page.
template <class Row, class Position>
page_ends slice_page(std::vector<Row>& rows, const page_request& page, Position position_of) {
  const auto& mark = page.after ? page.after : page.before;
  if (mark) {
    const auto at = std::ranges::find_if(rows, [&](const Row& row) { return position_of(row) == *mark; });
    if (at == rows.end()) {
      rows.clear();
    } else if (page.after) {
      rows.erase(rows.begin(), at + 1);
    } else {
      rows.erase(at, rows.end());
    }
  }
  const auto wanted = page.limit + 1;
  if (rows.size() > wanted && page.before)
    rows.erase(rows.begin(), rows.end() - static_cast<std::ptrdiff_t>(wanted));
  if (rows.size() > wanted && !page.before)
    rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(wanted), rows.end());
  return trim_page(rows, page, position_of);
}

}  // namespace carillon::api
