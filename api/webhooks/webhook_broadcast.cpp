#include "api/webhooks/webhook_broadcast.hpp"

#include "api/resources/broadcast_schema.hpp"
#include "engine/content/link_scheme.hpp"
#include "liquid/program.hpp"

namespace carillon::api {
namespace {

constexpr std::int64_t max_template = 32'768;
/// As compact JSON: it is opened and read, whole, for every webhook that comes.
constexpr std::size_t max_mapping = 32'768;

void check_template(json& value, const std::string& path, complaints& found) {
  const auto parsed = liquid::program::parse(value.get_ref<const std::string&>());
  if (!parsed) found.push_back(complaint_of(path, "should be a valid template: " + parsed.error().detail));
}

rule template_text(std::int64_t least = 0) {
  auto out = text({least, max_template});
  out.custom = check_template;
  return out;
}

/// What its scheme is before anything is rendered; what it renders to is judged with the broadcast it makes.
rule action_url_template() {
  auto out = template_text();
  out.check = &engine::check_action_url;
  return out;
}

/// Every text within may be a template: {"external_id": "{{ payload.sender.id }}"}.
void check_texts_within(json& value, const std::string& path, complaints& found) {
  if (found.size() >= max_complaints) return;
  if (value.is_string()) check_template(value, path, found);
  if (value.is_object()) {
    for (auto& [key, inner] : value.items()) check_texts_within(inner, child_path(path, key), found);
  }
  if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i)
      check_texts_within(value[i], child_path(path, std::to_string(i)), found);
  }
}

rule recipient_template() {
  auto out = free_object();
  out.min = 1;
  out.custom = check_texts_within;
  return out;
}

rule condition_text() {
  auto out = text({1, max_template});
  out.custom = [](json& value, const std::string& path, complaints& found) {
    const auto parsed = liquid::condition::parse(value.get_ref<const std::string&>());
    if (!parsed) found.push_back(complaint_of(path, "should be a valid condition: " + parsed.error().detail));
  };
  return out;
}

void check_size(json& value, const std::string& path, complaints& found) {
  if (dump_json(value).size() <= max_mapping) return;
  found.push_back(complaint_of(path, "should have at most " + std::to_string(max_mapping) + " bytes"));
}

}  // namespace

rule webhook_broadcast_rule() {
  const auto optional = presence::optional;
  auto out = object({{"when", condition_text(), optional},
                     {"title", template_text(1)},
                     {"content", template_text(), optional},
                     {"action_url", action_url_template(), optional},
                     {"category", template_text(), optional},
                     {"topic", template_text(), optional},
                     {"recipients", array_of(recipient_template(), {1, max_recipients})}},
                    unknown_keys::refused);
  out.custom = check_size;
  return out;
}

}  // namespace carillon::api
