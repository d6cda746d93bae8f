#include "api/resources/suppressions.hpp"

#include "api/http/body.hpp"
#include "api/http/paging.hpp"
#include "store/suppression.hpp"

namespace carillon::api {
namespace {

constexpr length note_text{0, static_cast<std::int64_t>(store::most_suppression_note) / 4};  // characters

rule make_rule() {
  return object({{"email", text({}, &schema::check_email)},
                 {"reason", one_of({"manual", "bounce", "complaint"}), presence::optional},
                 {"note", text(note_text), presence::optional}},
                unknown_keys::refused);
}

json view_of(project_id project, const store::suppression& one) {
  json out{{"id", store::suppression_id_of(project, one.address).to_string()},
           {"email", one.address},
           {"reason", to_string(one.reason)},
           {"source", one.source},
           {"created_at", to_rfc3339(one.added)}};
  if (!one.note.empty()) out["note"] = one.note;
  if (one.delivery) out["delivery_id"] = one.delivery->to_string();
  if (one.until) out["expires_at"] = to_rfc3339(*one.until);
  return out;
}

json note_of(store::suppression_id id, std::string_view source) {
  return {{"suppression_id", id.to_string()}, {"source", source}};
}

task<response> add(services& with, request of) {
  static const rule expected = make_rule();
  auto body = co_await read_body(with, of, expected);
  if (!body) co_return failure(body.error());
  store::suppression wanted;
  wanted.address = text_of(*body, "email");
  wanted.reason =
      store::parse_suppression_reason(text_of(*body, "reason")).value_or(store::suppression_reason::manual);
  wanted.note = text_of(*body, "note");
  wanted.source = "api";
  const auto id = store::suppression_id_of(of.project(), wanted.address);
  const auto is_new = co_await with.suppressions.put(of.project(), std::move(wanted));
  if (!is_new && is_new.error().code == errc::conflict)
    co_return failure(problem{422, is_new.error().detail});
  if (!is_new) co_return failure(is_new.error());
  const auto kept = co_await with.suppressions.find(of.project(), id);
  if (!kept) co_return failure(kept.error());
  if (*is_new) {
    auto note = note_of(id, "api");
    note["reason"] = to_string(kept->reason);
    co_await note_event(with, of.project(), "suppression.added", std::move(note));
  }
  co_return json_answer(201, view_of(of.project(), *kept));
}

result<std::optional<store::suppression_id>> position_of(const std::optional<std::string>& text) {
  if (!text) return std::optional<store::suppression_id>();
  const auto id = store::suppression_id::parse(*text);
  if (!id) return error(errc::invalid_argument, "bad cursor");
  return std::optional(*id);
}

/// One address is one row, or none.
task<response> find_address(services& with, request of, page_request page) {
  const auto id = store::suppression_id_of(of.project(), of.query.get("email"));
  const auto found = co_await with.suppressions.find(of.project(), id);
  if (!found && found.error().code != errc::not_found) co_return failure(found.error());
  auto data = json::array();
  if (found) data.push_back(view_of(of.project(), *found));
  auto answer = co_await page_answer(with, of, page, std::move(data), page_ends{});
  co_return answer;
}

task<response> list(services& with, request of) {
  const auto page = read_page(with, of);
  if (!page) co_return failure(page.error());
  if (of.query.has("email")) {
    auto one = co_await find_address(with, std::move(of), *page);
    co_return one;
  }
  const auto after = position_of(page->after);
  if (!after) co_return failure(after.error());
  const auto before = position_of(page->before);
  if (!before) co_return failure(before.error());
  auto rows = co_await with.suppressions.page(of.project(), *after, *before, page->limit + 1);
  if (!rows) co_return failure(rows.error());
  const auto ends = trim_page(*rows, *page, [&](const store::suppression& one) {
    return store::suppression_id_of(of.project(), one.address).to_string();
  });
  auto data = json::array();
  for (const auto& each : *rows) data.push_back(view_of(of.project(), each));
  auto answer = co_await page_answer(with, of, *page, std::move(data), ends);
  co_return answer;
}

task<response> fetch(services& with, request of) {
  const auto id = of.id_parameter<store::suppression_id>("suppression_id");
  if (!id) co_return failure(id.error());
  const auto found = co_await with.suppressions.find(of.project(), *id);
  if (!found) co_return failure(found.error());
  co_return json_answer(200, view_of(of.project(), *found));
}

task<response> remove(services& with, request of) {
  const auto id = of.id_parameter<store::suppression_id>("suppression_id");
  if (!id) co_return failure(id.error());
  const auto removed = co_await with.suppressions.remove(of.project(), *id);
  if (!removed) co_return failure(removed.error());
  if (!*removed) co_return failure(problem{404, "no such suppression"});
  co_await note_event(with, of.project(), "suppression.removed", note_of(*id, "api"));
  co_return no_content();
}

}  // namespace

std::vector<route> suppression_routes() {
  constexpr auto who = role::project;
  return {{"POST", "/v2/suppressions", who, "create_suppression", add},
          {"GET", "/v2/suppressions", who, "list_suppressions", list},
          {"GET", "/v2/suppressions/{suppression_id}", who, "fetch_suppression", fetch},
          {"DELETE", "/v2/suppressions/{suppression_id}", who, "delete_suppression", remove}};
}

}  // namespace carillon::api
