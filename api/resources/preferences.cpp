#include "api/resources/preferences.hpp"

#include <set>

#include "api/http/body.hpp"

namespace carillon::api {
namespace {

constexpr std::int64_t most_categories = 200;
constexpr length short_text{0, 255};

// The client's types make every field optional: an entry that names nothing says nothing, and is left out.
// Two entries of one name would leave open which is meant.
custom_check distinct(std::string_view name) {
  return [name](json& value, const std::string& path, complaints& found) {
    auto named = json::array();
    std::set<std::string> seen;
    for (std::size_t index = 0; index < value.size(); ++index) {
      auto key = value[index].value(name, "");
      if (key.empty()) continue;
      if (!seen.insert(std::move(key)).second)
        found.push_back(complaint_of(child_path(child_path(path, std::to_string(index)), name),
                                     "should not be named twice"));
      named.push_back(std::move(value[index]));
    }
    if (found.empty()) value = std::move(named);
  };
}

rule list_of(rule items, length limits, std::string_view name) {
  auto list = array_of(std::move(items), limits);
  list.custom = distinct(name);
  return list;
}

rule make_rule() {
  auto channel = object({{"name", one_of(channel_names()), presence::optional},
                         {"enabled", {.kind = rule::type::boolean}, presence::optional}});
  auto category = object({{"key", text(short_text), presence::optional},
                          {"label", text(short_text), presence::nullable},
                          {"channels", list_of(std::move(channel), {0, 100}, "name"), presence::optional}});
  return object(
      {{"categories", list_of(std::move(category), {0, most_categories}, "key"), presence::optional}});
}

task<response> fetch(services& with, request of) {
  const auto saved = co_await with.preferences.get(of.project(), to_ref(of.project(), *of.caller.user));
  if (!saved) co_return failure(saved.error());
  co_return json_answer(200, *saved);
}

task<response> save(services& with, request of) {
  static const rule expected = make_rule();
  auto body = co_await read_body(with, of, expected);
  if (!body) co_return failure(body.error());
  const auto owner = to_ref(of.project(), *of.caller.user);
  const auto saved = co_await with.preferences.put(of.project(), owner, std::move(*body));
  if (!saved) co_return failure(saved.error());
  co_return no_content();
}

}  // namespace

std::vector<route> preferences_routes() {
  return {{"GET", "/v2/channels/user_preferences", role::user, "fetch_user_preferences", fetch},
          {"PUT", "/v2/channels/user_preferences", role::user, "save_user_preferences", save}};
}

}  // namespace carillon::api
