#include "sandbox/fcm/message_schema.hpp"

#include <algorithm>

namespace carillon::sandbox {
namespace {

using enum field_kind;

constexpr std::string_view priority_names[]{"NORMAL", "HIGH"};
constexpr std::string_view notification_priority_names[]{"PRIORITY_UNSPECIFIED", "PRIORITY_MIN",
                                                         "PRIORITY_LOW",         "PRIORITY_DEFAULT",
                                                         "PRIORITY_HIGH",        "PRIORITY_MAX"};
constexpr std::string_view visibility_names[]{"VISIBILITY_UNSPECIFIED", "PRIVATE", "PUBLIC", "SECRET"};
constexpr std::string_view proxy_names[]{"PROXY_UNSPECIFIED", "ALLOW", "DENY", "IF_PRIORITY_LOWERED"};

constexpr schema_field color_fields[]{
    {"red", number}, {"green", number}, {"blue", number}, {"alpha", number}};
constexpr message_schema color{color_fields};

constexpr schema_field light_fields[]{
    {"color", message, &color}, {"light_on_duration", duration}, {"light_off_duration", duration}};
constexpr message_schema light_settings{light_fields};

constexpr schema_field label_fields[]{{"analytics_label", text}};
constexpr message_schema label_options{label_fields};

constexpr schema_field apns_option_fields[]{{"analytics_label", text}, {"image", text}};
constexpr message_schema apns_options{apns_option_fields};

constexpr schema_field webpush_option_fields[]{{"link", text}, {"analytics_label", text}};
constexpr message_schema webpush_options{webpush_option_fields};

constexpr schema_field notification_fields[]{{"title", text}, {"body", text}, {"image", text}};
constexpr message_schema notification{notification_fields};

constexpr schema_field android_notification_fields[]{
    {"title", text},
    {"body", text},
    {"icon", text},
    {"color", text},
    {"sound", text},
    {"tag", text},
    {"click_action", text},
    {"body_loc_key", text},
    {"body_loc_args", text_list},
    {"title_loc_key", text},
    {"title_loc_args", text_list},
    {"channel_id", text},
    {"ticker", text},
    {"sticky", boolean},
    {"event_time", time},
    {"local_only", boolean},
    {"notification_priority", choice, nullptr, notification_priority_names},
    {"default_sound", boolean},
    {"default_vibrate_timings", boolean},
    {"default_light_settings", boolean},
    {"vibrate_timings", duration_list},
    {"visibility", choice, nullptr, visibility_names},
    {"notification_count", integer},
    {"light_settings", message, &light_settings},
    {"image", text},
    {"bypass_proxy_notification", boolean},
    {"proxy", choice, nullptr, proxy_names},
};
constexpr message_schema android_notification{android_notification_fields};

constexpr schema_field android_fields[]{
    {"collapse_key", text},
    {"priority", choice, nullptr, priority_names},
    {"ttl", duration},
    {"restricted_package_name", text},
    {"data", text_map},
    {"notification", message, &android_notification},
    {"fcm_options", message, &label_options},
    {"direct_boot_ok", boolean},
    {"bandwidth_constrained_ok", boolean},
    {"restricted_satellite_ok", boolean},
};
constexpr message_schema android{android_fields};

constexpr schema_field webpush_fields[]{{"headers", text_map},
                                        {"data", text_map},
                                        {"notification", any_object},
                                        {"fcm_options", message, &webpush_options}};
constexpr message_schema webpush{webpush_fields};

constexpr schema_field apns_fields[]{{"headers", text_map},
                                     {"payload", any_object},
                                     {"fcm_options", message, &apns_options},
                                     {"live_activity_token", text}};
constexpr message_schema apns{apns_fields};

constexpr schema_field message_fields[]{
    {"name", text},
    {"data", text_map},
    {"notification", message, &notification},
    {"android", message, &android},
    {"webpush", message, &webpush},
    {"apns", message, &apns},
    {"fcm_options", message, &label_options},
    {"token", text},
    {"fid", text},
    {"topic", text},
    {"condition", text},
};
constexpr message_schema push_message{message_fields};

constexpr schema_field request_fields[]{{"validate_only", boolean}, {"message", message, &push_message}};
constexpr message_schema request{request_fields};

}  // namespace

const schema_field* message_schema::find(std::string_view snake_name) const noexcept {
  const auto found = std::ranges::find(fields, snake_name, &schema_field::name);
  return found == fields.end() ? nullptr : &*found;
}

const message_schema& send_request_schema() noexcept {
  return request;
}

}  // namespace carillon::sandbox
