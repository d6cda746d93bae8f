#include "api/resources/users.hpp"

#include <charconv>

#include "api/http/body.hpp"
#include "api/http/paging.hpp"
#include "net/loop_slice.hpp"

namespace carillon::api {
namespace {

rule make_user_rule() {
  constexpr auto nullable = presence::nullable;
  constexpr auto optional = presence::optional;
  auto out =
      object({{"email", text({}, &schema::check_email), optional},
              {"external_id", text({}, &schema::check_external_id), optional},
              {"first_name", text({}, &schema::check_name), nullable},
              {"last_name", text({}, &schema::check_name), nullable},
              {"custom_attributes", custom_attributes(), nullable},
              {"phone_numbers",
               array_of(text({}, &schema::check_phone_number), {0, std::int64_t{schema::most_phone_numbers}}),
               optional}});
  out.custom = [](json& value, const std::string& path, complaints& found) {
    if (value.contains("email") || value.contains("external_id")) return;
    found.push_back(complaint_of(path, "should have an email or an external_id"));
  };
  return out;
}

const rule& user_rule() {
  static const rule made = make_user_rule();
  return made;
}

/// Null clears a name.
std::optional<std::string> given_text(const json& body, const char* name) {
  const auto found = body.find(name);
  if (found == body.end()) return std::nullopt;
  return found->is_null() ? std::string() : found->get<std::string>();
}

store::user_fields fields_of(const json& body) {
  store::user_fields fields;
  fields.email = given_text(body, "email");
  fields.external_id = given_text(body, "external_id");
  fields.first_name = given_text(body, "first_name");
  fields.last_name = given_text(body, "last_name");
  if (body.contains("phone_numbers"))
    fields.phone_numbers = body["phone_numbers"].get<std::vector<std::string>>();
  if (body.contains("custom_attributes")) fields.custom_attributes = body["custom_attributes"];
  return fields;
}

/// Empty fields are left out: older clients take null for an error.
json user_view(const store::user& user) {
  json view = {
      {"id", user.id.to_string()},
      {"custom_attributes", user.custom_attributes.is_object() ? user.custom_attributes : json::object()},
      {"created_at", to_rfc3339(user.created)},
      {"updated_at", to_rfc3339(user.updated)}};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) view[name] = value;
  };
  add("email", user.email);
  add("external_id", user.external_id);
  add("first_name", user.first_name);
  add("last_name", user.last_name);
  if (!user.phone_numbers.empty()) view["phone_numbers"] = user.phone_numbers;
  return view;
}

task<response> upsert(services& with, request of, int status) {
  auto body = co_await read_body(with, of, user_rule());
  if (!body) co_return failure(body.error());
  auto fields = fields_of(*body);
  const auto user = co_await with.users.upsert(of.project(), std::move(fields));
  if (!user && user.error().code == errc::too_large)
    co_return failure(problem{422, "Param 'custom_attributes' is too large: " + user.error().detail});
  if (!user) co_return failure(user.error());
  co_return json_answer(status, user_view(*user));
}

using position = store::users::position;

std::string to_text(const position& at) {
  return std::to_string(at.where) + '.' + std::to_string(at.number);
}

result<std::optional<position>> parse_position(const std::optional<std::string>& text) {
  if (!text) return std::optional<position>();
  position out;
  const auto last = text->data() + text->size();
  const auto where = std::from_chars(text->data(), last, out.where);
  if (where.ec != std::errc() || *where.ptr != '.') return error(errc::invalid_argument, "bad cursor");
  const auto number = std::from_chars(where.ptr + 1, last, out.number);
  if (number.ec != std::errc() || number.ptr != last) return error(errc::invalid_argument, "bad cursor");
  return std::optional(out);
}

}  // namespace

task<response> list_users(services& with, request of) {
  const auto page = read_page(with, of);
  if (!page) co_return failure(page.error());
  const auto after = parse_position(page->after);
  if (!after) co_return failure(after.error());
  const auto before = parse_position(page->before);
  if (!before) co_return failure(before.error());
  std::string query(of.query.get("query"));
  auto found =
      co_await with.users.list(of.project(), *after, *before, page->limit, most_page_bytes, std::move(query));
  if (!found) co_return failure(found.error());
  auto data = json::array();
  net::loop_slice slice;
  for (auto& user : found->rows) {
    data.push_back(user_view(user));
    user.custom_attributes = {};  // freed piece by piece as well
    if (slice.is_spent()) co_await slice.yield();
  }
  page_ends ends;
  if (found->next) ends.next = to_text(*found->next);
  if (found->previous) ends.previous = to_text(*found->previous);
  auto answer = co_await page_answer(with, of, *page, std::move(data), ends);
  co_return answer;
}

task<response> create_user(services& with, request of) {
  return upsert(with, std::move(of), 201);
}
task<response> save_user(services& with, request of) {
  return upsert(with, std::move(of), 200);
}

task<response> delete_user(services& with, request of) {
  const auto id = of.id_parameter<user_id>("user_id");
  if (!id) co_return failure(id.error());
  const auto removed = co_await with.users.remove(of.project(), *id);
  if (!removed) co_return failure(removed.error());
  co_return no_content();
}

}  // namespace carillon::api
