#include "providers/ses/override.hpp"

#include "base/json.hpp"

namespace carillon::providers::ses {

override_check check_override(const json& given) {
  for (const auto* const field : {"Destination", "EmailTags"}) {
    if (given.contains(field)) return override_fault{field, "should not be given: it is the message's own"};
  }
  const auto& content = member_of(given, "Content");
  if (!content.is_null() && !content.is_object())
    return override_fault{"Content", "should be of type object"};
  for (const auto* const form : {"Raw", "Template"}) {
    if (content.is_object() && content.contains(form))
      return override_fault{std::string("Content.") + form,
                            "should not be given: the content is the broadcast's"};
  }
  const auto& simple = member_of(content, "Simple");
  if (!simple.is_null() && !simple.is_object())
    return override_fault{"Content.Simple", "should be of type object"};
  if (simple.is_object() && simple.contains("Headers"))
    return override_fault{"Content.Simple.Headers", "should not be given: they are the message's own"};
  for (const auto* const field : {"FromEmailAddress", "ConfigurationSetName"}) {
    const auto& value = member_of(given, field);
    const bool is_line = value.is_string() && is_header_text(value.get_ref<const std::string&>());
    if (!value.is_null() && !is_line) return override_fault{field, "should be one line of text"};
  }
  return std::nullopt;
}

}  // namespace carillon::providers::ses
