#include "api/resources/broadcast_schema.hpp"

#include <algorithm>
#include <array>

#include "api/http/link_checks.hpp"
#include "base/text_checks.hpp"
#include "engine/content/link_scheme.hpp"
#include "providers/overrides.hpp"

namespace carillon::api {
namespace {

constexpr std::int64_t max_content = 10'485'760;
constexpr std::int64_t max_override_content = 1'048'576;
constexpr std::size_t max_high_lane = 10;

field optional(std::string_view name, rule value) {
  return {name, std::move(value), presence::optional};
}
field required(std::string_view name, rule value) {
  return {name, std::move(value), presence::required};
}

schema::refusal check_email_or_blank(std::string_view value) noexcept {
  return value.empty() ? std::nullopt : schema::check_email(value);
}
schema::refusal check_external_id_or_blank(std::string_view value) noexcept {
  return value.empty() ? std::nullopt : schema::check_external_id(value);
}

/// Blank identities are as good as absent, but one must be there.
void require_identity(json& value, const std::string& path, complaints& found) {
  for (const char* name : {"email", "external_id"}) {
    if (value.contains(name) && value[name] == "") value.erase(name);
  }
  if (value.contains("email") || value.contains("external_id")) return;
  found.push_back(complaint_of(path, "should have an email or an external_id"));
}

rule user_recipient() {
  auto out = object({optional("email", text({}, &check_email_or_blank)),
                     optional("external_id", text({}, &check_external_id_or_blank)),
                     optional("first_name", text({}, &schema::check_name)),
                     optional("last_name", text({}, &schema::check_name)),
                     optional("custom_attributes", custom_attributes()),
                     optional("phone_numbers", array_of(text({}, &schema::check_phone_number),
                                                        {0, std::int64_t{schema::most_phone_numbers}}))},
                    unknown_keys::refused);
  out.custom = require_identity;
  return out;
}

rule true_or_false() {
  return {.kind = rule::type::boolean};
}

rule topic_recipient() {
  return object(
      {required("topic", object({required("subscribers", true_or_false())}, unknown_keys::refused))},
      unknown_keys::refused);
}

/// Ours beside the contract's: everyone of the project.
rule everyone_recipient() {
  auto all = object({required("all", true_or_false())}, unknown_keys::refused);
  all.custom = [](json& value, const std::string& path, complaints& found) {
    if (value["all"] == false) found.push_back(complaint_of(child_path(path, "all"), "should be true"));
  };
  return object({required("users", std::move(all))}, unknown_keys::refused);
}

rule recipient() {
  rule out = free_object();
  out.custom = [user = user_recipient(), topic = topic_recipient(), everyone = everyone_recipient()](
                   json& value, const std::string& path, complaints& found) {
    const auto& expected = value.contains("topic") ? topic : value.contains("users") ? everyone : user;
    validate_at(expected, value, path, found);
  };
  return out;
}

rule action_url() {
  return text({0, max_action_url}, &engine::check_action_url);
}

/// What becomes a part of a provider's request: of a bounded size, and with the grammar of the fields that
/// are protocol there.
rule provider_override(const providers::override_kind& kind) {
  auto out = free_object();
  out.custom = [&kind](json& value, const std::string& path, complaints& found) {
    const auto broken = providers::check_override(kind, value);
    if (!broken) return;
    const auto where = broken->field.empty() ? path : child_path(path, broken->field);
    found.push_back(complaint_of(where, broken->what));
  };
  return out;
}

/// Two names of one provider say two things at once, and only one of them could be heeded.
void refuse_aliases_together(json& value, const std::string& path, complaints& found) {
  for (const auto& kind : providers::override_kinds()) {
    if (kind.name == to_string(kind.via) || kind.via == provider::none || !value.contains(kind.name))
      continue;
    const std::string own(to_string(kind.via));
    if (value.contains(own))
      found.push_back(complaint_of(child_path(path, kind.name),
                                   "should not be given beside " + own + ", which is another name of it"));
  }
}

rule overrides() {
  const auto one_channel = object({optional("title", text({1, 255})),
                                   optional("content", text({0, max_override_content})),
                                   {"action_url", action_url(), presence::nullable}});
  std::vector<field> channels;
  for (const auto name : channel_names()) channels.push_back(optional(name, one_channel));
  std::vector<field> by_provider;
  for (const auto& kind : providers::override_kinds())
    by_provider.push_back(optional(kind.name, provider_override(kind)));
  auto all_providers = object(std::move(by_provider), unknown_keys::refused);
  all_providers.custom = refuse_aliases_together;
  return object({optional("channels", object(std::move(channels), unknown_keys::refused)),
                 optional("providers", std::move(all_providers))},
                unknown_keys::refused);
}

void require_topic(json& value, const std::string&, complaints& found) {
  if (value.contains("topic")) return;
  if (std::ranges::any_of(value["recipients"], asks_for_subscribers)) {
    found.push_back(complaint_of("topic", "is missing"));
  }
}

/// What only the server says, and clients echo: ignored.
void drop_read_only(json& value, const std::string&, complaints&) {
  for (const char* name : {"id", "created_at", "status"}) value.erase(name);
}

rule make_broadcast_rule() {
  const rule anything;
  auto out =
      object({required("title", text({1, max_title})), optional("content", text({0, max_content})),
              optional("action_url", action_url()), optional("category", text({0, max_label}, &check_label)),
              optional("topic", text({0, max_label}, &check_label)),
              optional("custom_attributes", custom_attributes()),
              required("recipients", array_of(recipient_rule(), {1, max_recipients})),
              optional("overrides", overrides()), optional("id", anything), optional("created_at", anything),
              optional("status", anything)},
             unknown_keys::refused);
  out.custom = [](json& value, const std::string& path, complaints& found) {
    drop_read_only(value, path, found);
    require_topic(value, path, found);
    for (const char* name : {"custom_attributes", "overrides"})
      refuse_running_link(member_of(value, name), child_path(path, name), found);
  };
  return out;
}

}  // namespace

const rule& recipient_rule() {
  static const rule made = recipient();
  return made;
}

const rule& broadcast_text_rule(std::string_view name) {
  return std::ranges::find(broadcast_rule().fields, name, &field::name)->value;
}

bool asks_for_subscribers(const json& recipient) {
  return recipient.contains("topic") && recipient["topic"]["subscribers"] == true;
}

const rule& broadcast_rule() {
  static const rule made = make_broadcast_rule();
  return made;
}

lane lane_of(const json& recipients) {
  for (const auto& one : recipients) {
    if (one.contains("users") || asks_for_subscribers(one)) return lane::bulk;
  }
  return recipients.size() <= max_high_lane ? lane::high : lane::standard;
}

}  // namespace carillon::api
