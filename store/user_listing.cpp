// Pages of users, by partition and number: the order of the index pages ux.
#include <charconv>

#include "base/damaged_row.hpp"
#include "store/redis_batch.hpp"
#include "store/user.hpp"

namespace carillon::store {

namespace {

// Index pages read in one go. Projects are either large (a page or two are enough) or have their users spread
// over many nearly empty pages (all partitions in four goes).
constexpr std::size_t pages_at_once = 16;

struct place {
  users::position at;
  user_id id;
};

bool is_before(const users::position& a, const users::position& b) {
  return std::pair(a.where, a.number) < std::pair(b.where, b.number);
}

// Live users of one index page, by number.
std::vector<place> places_of(const net::redis_reply& page, queue::partition where, std::uint32_t first) {
  std::vector<place> out;
  for (std::size_t i = 0; i + 1 < page.elements.size(); i += 2) {
    const auto& field = page.elements[i].text;
    const auto& value = page.elements[i + 1].text;
    std::uint32_t offset = queue::page_size;
    std::from_chars(field.data(), field.data() + field.size(), offset);
    if (offset >= queue::page_size || (value.size() != 16 && value.size() != 17)) {
      leave_out("user", field, {errc::corrupted, "an index page of users holds something else"});
      continue;
    }
    if (value.size() == 16)
      out.push_back({{where, first + offset}, {*uuid::from_raw(value)}});  // 17: deleted
  }
  std::sort(out.begin(), out.end(), [](const place& a, const place& b) { return is_before(a.at, b.at); });
  return out;
}

}  // namespace

/// Walks the index pages from a position, in either direction, until enough users were met.
struct users::listing {
  users& store;
  project_id project;
  std::optional<position> after, before;
  std::size_t wanted;  ///< one more than the page holds: tells whether there is another

  struct page_number {
    queue::partition where = 0;
    std::uint32_t page = 0;
  };

  bool is_backwards() const { return before.has_value(); }
  bool is_wanted(const position& at) const {
    return (!after || is_before(*after, at)) && (!before || is_before(at, *before));
  }

  task<result<std::vector<page_number>>> pages() {
    redis_batch batch(store.redis_);
    for (unsigned p = 0; p < queue::partition_count; ++p)
      batch.add({"GET", store.names_.sequence(static_cast<queue::partition>(p), project)});
    const auto bounds = co_await batch.run();
    std::vector<page_number> out;
    for (unsigned p = 0; p < queue::partition_count; ++p) {
      if (!bounds[p]) co_return bounds[p].error();
      const auto& text = bounds[p]->text;
      std::uint32_t bound = 0;
      std::from_chars(text.data(), text.data() + text.size(), bound);
      const auto where = static_cast<queue::partition>(p);
      for (std::uint32_t first = 0; first < bound; first += queue::page_size) {
        const bool is_too_low = after && is_before({where, first + queue::page_size - 1}, *after);
        const bool is_too_high = before && !is_before({where, first}, *before);
        if (!is_too_low && !is_too_high) out.push_back({where, first / queue::page_size});
      }
    }
    if (is_backwards()) std::reverse(out.begin(), out.end());
    co_return out;
  }

  /// In the direction of the walk.
  task<result<std::vector<place>>> places() {
    const auto all = co_await pages();
    if (!all) co_return all.error();
    std::vector<place> out;
    for (std::size_t next = 0; next < all->size() && out.size() < wanted; next += pages_at_once) {
      redis_batch batch(store.redis_);
      const auto end = std::min(all->size(), next + pages_at_once);
      for (auto i = next; i < end; ++i)
        batch.add({"HGETALL", store.names_.user_index((*all)[i].where, project, (*all)[i].page)});
      const auto read = co_await batch.run();
      for (auto i = next; i < end; ++i) {
        if (!read[i - next]) co_return read[i - next].error();
        auto met = places_of(*read[i - next], (*all)[i].where, (*all)[i].page * queue::page_size);
        if (is_backwards()) std::reverse(met.begin(), met.end());
        std::copy_if(met.begin(), met.end(), std::back_inserter(out),
                     [this](const place& one) { return is_wanted(one.at); });
      }
    }
    if (out.size() > wanted) out.resize(wanted);
    co_return out;
  }
};

task<result<users::page>> users::list(project_id project, std::optional<position> after,
                                      std::optional<position> before, std::size_t limit,
                                      std::size_t most_bytes, std::string query) {
  if (!query.empty()) {
    auto found = co_await search(project, std::move(query), limit);
    co_return found;
  }
  listing walk{*this, project, after, before, limit + 1};
  auto places = co_await walk.places();
  if (!places) co_return places.error();
  bool has_more = places->size() > limit;
  if (has_more) places->resize(limit);
  std::vector<user_id> ids;
  for (const auto& one : *places) ids.push_back(one.id);
  auto loaded = co_await load(project, std::move(ids), most_bytes);
  if (!loaded) co_return loaded.error();
  if (loaded->seen < places->size()) {
    has_more = true;
    places->resize(loaded->seen);
  }
  if (walk.is_backwards()) {
    std::reverse(places->begin(), places->end());
    std::reverse(loaded->rows.begin(), loaded->rows.end());
  }

  page out;
  if (!places->empty()) {
    // Where we came from there is always something: the position given was a row's.
    if (walk.is_backwards() || has_more) out.next = places->back().at;
    if (walk.is_backwards() ? has_more : after.has_value()) out.previous = places->front().at;
  }
  out.rows = std::move(loaded->rows);
  co_return out;
}

}  // namespace carillon::store
