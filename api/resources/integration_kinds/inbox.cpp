// The look of the inbox: names are in camelCase on the wire, colours and sizes plain texts, and whatever else
// a client sends is kept for it.
#include <algorithm>

#include "api/resources/integration_kinds/rules.hpp"

namespace carillon::api {
namespace {

constexpr std::int64_t least_locale = 2;
constexpr std::int64_t max_locale = 64;
constexpr length style_text{0, 4096};

rule style(std::vector<field> fields) {
  return object(std::move(fields), unknown_keys::kept);
}

/// Required texts of those names.
rule texts(std::initializer_list<std::string_view> names) {
  std::vector<field> fields;
  for (const auto name : names) fields.push_back({name, text(style_text)});
  return style(std::move(fields));
}

field optional(std::string_view name, rule value) {
  return {name, std::move(value), presence::optional};
}

rule number() {
  rule out;
  out.custom = [](json& value, const std::string& path, complaints& found) {
    if (!value.is_number()) found.push_back(complaint_of(path, "should be of type number"));
  };
  return out;
}

/// Adds to a style of texts.
rule with(rule base, std::vector<field> more) {
  for (auto& one : more) base.fields.push_back(std::move(one));
  return base;
}

rule notification_style(std::initializer_list<std::string_view> names) {
  return with(texts(names),
              {optional("hover", texts({"backgroundColor"})), optional("state", texts({"color"}))});
}

rule notification() {
  const auto highlighted = notification_style({"backgroundColor", "textColor"});
  return style({{"default", notification_style({"backgroundColor", "borderRadius", "fontFamily", "fontSize",
                                                "margin", "textColor"})},
                {"unread", highlighted},
                {"unseen", highlighted}});
}

rule theme() {
  auto out = style({
      optional("banner", with(texts({"backgroundColor", "fontSize", "textColor"}),
                              {optional("backgroundOpacity", number())})),
      optional("dialog", texts({"accentColor", "backgroundColor", "textColor"})),
      optional("footer", texts({"backgroundColor", "borderRadius", "fontSize", "textColor"})),
      optional("header", texts({"backgroundColor", "borderRadius", "fontFamily", "fontSize", "textColor"})),
      optional("icon", texts({"borderColor", "width"})),
      optional("unseenBadge", texts({"backgroundColor"})),
      optional("notification", notification()),
  });
  out.min = 1;
  return out;
}

/// `nullable` lets a key be absent; these three may be null but must be there.
void require_all(json& value, const std::string& path, complaints& found) {
  for (const char* name : {"images", "locale", "theme"}) {
    if (!value.contains(name)) found.push_back(complaint_of(child_path(path, name), "is missing"));
  }
}

}  // namespace

rule inbox_config() {
  auto images = style({{"emptyInboxUrl", text(style_text)}});
  images.min = 1;
  auto out = style({{"images", std::move(images), presence::nullable},
                    {"locale", text({least_locale, max_locale}), presence::nullable},
                    {"theme", theme(), presence::nullable}});
  out.custom = require_all;
  return out;
}

}  // namespace carillon::api
