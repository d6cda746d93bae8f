// A template saved by a user: it applies to the whole project, so settings may forbid it.
#include "api/http/body.hpp"
#include "api/resources/installations.hpp"
#include "base/text_checks.hpp"
#include "liquid/program.hpp"

namespace carillon::api {
namespace {

constexpr std::int64_t max_category = 255;

rule make_rule() {
  auto source = text({0, std::int64_t{store::longest_template}});
  source.custom = [](json& value, const std::string& path, complaints& found) {
    const auto& text = value.get_ref<const std::string&>();
    if (text.size() > store::longest_template) {
      const auto most = std::to_string(store::longest_template);
      return found.push_back(complaint_of(path, "should be at most " + most + " bytes long"));
    }
    const auto parsed = liquid::program::parse(text);
    if (!parsed) found.push_back(complaint_of(path, "should be a valid template: " + parsed.error().detail));
  };
  return object({{"channel", one_of(channel_names())},
                 {"text", std::move(source)},
                 {"category", text({1, max_category}, &check_label), presence::nullable}});
}

task<response> save(services& with, request of) {
  if (with.settings.api.user_templates == "forbidden")
    co_return failure(
        problem{403, "users may not save templates here: the setting api.user_templates forbids it"});
  static const rule expected = make_rule();
  const auto body = co_await read_body(with, of, expected);
  if (!body) co_return failure(body.error());
  store::message_template wanted;
  wanted.via = parse_channel(body->value("channel", "")).value_or(channel::in_app);
  wanted.text = body->value("text", "");
  const auto category = body->find("category");
  if (category != body->end() && category->is_string()) wanted.category = category->get<std::string>();
  const auto saved = co_await with.templates.put(of.project(), std::move(wanted), of.caller.user->id);
  if (!saved) co_return failure(saved.error());
  co_await note_installation(with, of, "templates");
  co_return json_answer(201, *body);
}

}  // namespace

std::vector<route> template_installation_routes() {
  return {
      {"POST", "/v2/integrations/templates/installations", role::user, "save_templates_installation", save}};
}

}  // namespace carillon::api
