#include "store/email_respelling.hpp"

#include <charconv>

#include "store/canonical_email.hpp"
#include "store/redis_batch.hpp"

namespace carillon::store {

email_respelling::email_respelling(net::redis& redis, queue::keys names, users& people)
    : redis_(redis), names_(std::move(names)), people_(people) {}

task<result<bool>> email_respelling::is_wanted() {
  auto mark = co_await redis_.call({"HGET", names_.config(), queue::spelling_field});
  mark = net::require_success(std::move(mark));
  if (!mark) co_return mark.error();
  co_return mark->is_nil();
}

task<result<std::uint64_t>> email_respelling::run(project_id project) {
  const auto begun = co_await people_.clock();
  if (!begun) co_return begun.error();
  std::uint64_t noted = 0;
  for (unsigned p = 0; p < queue::partition_count; ++p) {
    const auto where = static_cast<queue::partition>(p);
    auto bound = co_await redis_.call({"GET", names_.sequence(where, project)});
    bound = net::require_success(std::move(bound));
    if (!bound) co_return bound.error();
    std::uint32_t numbers = 0;
    std::from_chars(bound->text.data(), bound->text.data() + bound->text.size(), numbers);
    for (std::uint32_t first = 0; first < numbers; first += queue::page_size) {
      auto page =
          co_await redis_.call({"HVALS", names_.user_index(where, project, first / queue::page_size)});
      page = net::require_success(std::move(page));
      if (!page) co_return page.error();
      const auto of_page = co_await note_page(project, std::move(*page), *begun);
      if (!of_page) co_return of_page.error();
      noted += *of_page;
    }
  }
  co_return noted;
}

// What is stored is said once more: saying nothing new it changes no user, but leads the canonical e-mail
// there.
task<result<std::uint64_t>> email_respelling::note_page(project_id project, net::redis_reply page,
                                                        timestamp begun) {
  redis_batch batch(redis_);
  for (const auto& value : page.elements) {
    const auto id = uuid::from_raw(value.text);
    if (!id) continue;  // deleted, or damaged
    batch.add({"HMGET", names_.user(queue::partition_of(project, {*id}), project, {*id}), "e", "x"});
  }
  const auto records = co_await batch.run();
  std::vector<user_fields> said;
  for (const auto& record : records) {
    if (!record) co_return record.error();
    if (record->elements.size() != 2) continue;
    const auto& email = record->elements[0].text;
    const auto& external_id = record->elements[1].text;
    if (email == canonical_email(email)) continue;
    auto& fields = said.emplace_back();
    fields.email = email;
    if (!external_id.empty()) fields.external_id = external_id;
  }
  const auto count = said.size();
  const auto noted = co_await people_.upsert_many(project, std::move(said), begun);
  for (const auto& one : noted) {
    // Deleted meanwhile; or one of several who share the e-mail, which is noted all the same.
    const bool is_fine = one || one.error().code == errc::not_found || one.error().code == errc::conflict;
    if (!is_fine) co_return one.error();
  }
  co_return count;
}

task<result<void>> email_respelling::end() {
  auto marked = co_await redis_.call({"HSET", names_.config(), queue::spelling_field, queue::users_noted});
  marked = net::require_success(std::move(marked));
  if (!marked) co_return marked.error();
  co_return result<void>();
}

}  // namespace carillon::store
