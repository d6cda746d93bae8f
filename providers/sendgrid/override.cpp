#include "providers/sendgrid/override.hpp"

namespace carillon::providers::sendgrid {

override_check check_override(const json& given) {
  for (const auto* const field : {"personalizations", "to", "cc", "bcc"}) {
    if (given.contains(field))
      return override_fault{field, "should not be given: the recipients are the broadcast's"};
  }
  for (const auto* const field :
       {"content", "headers", "custom_args", "from", "reply_to", "tracking_settings"}) {
    const auto& value = member_of(given, field);
    const bool is_list = std::string_view(field) == "content";
    if (!value.is_null() && (is_list ? !value.is_array() : !value.is_object()))
      return override_fault{field, is_list ? "should be of type array" : "should be of type object"};
  }
  return std::nullopt;
}

}  // namespace carillon::providers::sendgrid
