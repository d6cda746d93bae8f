#include "providers/slack/answers.hpp"

#include <algorithm>
#include <array>

namespace carillon::providers::slack {
namespace {

using enum answer_class;
using std::chrono::seconds;
constexpr auto address = throttle_scope::address;

// An integration serves many workspaces: what one of them refuses (its token, a scope, a channel) stops
// nobody else. The codes of the bot come with status 200, or, of webhooks, as a text with the status shown.
constexpr auto table = std::to_array<answer_row>({
    {200, "channel_not_found", dead},
    {200, "user_not_found", dead},
    {200, "users_not_found", dead},
    {200, "cannot_dm_bot", dead},
    {200, "is_inactive", dead},
    {200, "is_archived", dead},
    {200, "not_in_channel", config, address},
    {200, "messages_tab_disabled", config, address},
    {200, "channel_type_not_supported", config, address},
    {200, "restricted_action", config, address},
    {200, "restricted_action_read_only_channel", config, address},
    {200, "restricted_action_thread_only_channel", config, address},
    {200, "restricted_action_non_threadable_channel", config, address},
    {200, "restricted_action_thread_locked", config, address},
    {200, "posting_to_general_channel_denied", config, address},
    {200, "msg_too_long", payload},
    {200, "msg_blocks_too_long", payload},
    {200, "no_text", payload},
    {200, "too_many_attachments", payload},
    {200, "too_many_contact_cards", payload},
    {200, "invalid_blocks", payload},
    {200, "invalid_blocks_format", payload},
    {200, "invalid_attachments", payload},
    {200, "metadata_too_large", payload},
    {200, "invalid_metadata_format", payload},
    {200, "invalid_metadata_schema", payload},
    {200, "attachment_payload_limit_exceeded", payload},
    {200, "block_mismatch", payload},
    {200, "cannot_reply_to_message", payload},
    {200, "thread_not_found", payload},
    {200, "invalid_thread_ts", payload},
    {200, "slack_connect_file_link_sharing_blocked", payload},
    {200, "invalid_arguments", payload},
    {200, "invalid_arg_name", payload},
    {200, "invalid_array_arg", payload},
    {200, "invalid_charset", payload},
    {200, "invalid_form_data", payload},
    {200, "invalid_json", payload},
    {200, "json_not_object", payload},
    {200, "invalid_post_type", payload},
    {200, "missing_post_type", payload},
    {200, "missing_charset", payload},
    {200, "as_user_not_supported", payload},
    {200, "metadata_must_be_sent_from_app", payload},
    {200, "not_authed", config, address},
    {200, "invalid_auth", config, address},
    {200, "account_inactive", config, address},
    {200, "token_revoked", config, address},
    {200, "not_allowed_token_type", config, address},
    {200, "no_permission", config, address},
    {200, "missing_scope", config, address},
    {200, "ekm_access_denied", config, address},
    {200, "access_denied", config, address},
    {200, "accesslimited", config, address},
    {200, "org_login_required", config, address},
    {200, "team_access_not_granted", config, address},
    {200, "enterprise_is_restricted", config, address},
    {200, "two_factor_setup_required", config, address},
    {200, "app_missing_action_url", config, address},
    {200, "method_deprecated", config, address},
    {200, "deprecated_endpoint", config, address},
    {200, "token_expired", config, address},
    {200, "message_limit_exceeded", retry_after, address, std::chrono::minutes(10)},
    {429, "ratelimited", retry_after, address, seconds(1)},
    {429, "rate_limited", retry_after, address, seconds(1)},
    {200, "request_timeout", retry},
    {200, "service_unavailable", retry},
    {200, "team_added_to_org", retry},
    {200, "internal_error", ambiguous},
    {200, "fatal_error", ambiguous},
    {200, "duplicate_message_not_found", ok},
    {200, "duplicate_channel_not_found", ok},
    {400, "invalid_payload", payload},
    {400, "missing_text_or_fallback_or_attachments", payload},
    {403, "action_prohibited", config, address},
    {403, "invalid_token", dead},
    {404, "no_service", dead},
    {404, "no_service_id", dead},
    {404, "no_active_hooks", dead},
    {404, "no_team", dead},
    {403, "team_disabled", config, address},
    {410, "channel_is_archived", dead},
    {405, "method_not_allowed", config, address},
    {500, "rollup_error", retry},
});

}  // namespace

std::span<const answer_row> answers() noexcept {
  return table;
}

std::optional<std::size_t> row_of(std::string_view error) noexcept {
  const auto found = std::ranges::find(table, error, &answer_row::reason);
  if (found == table.end()) return std::nullopt;
  return static_cast<std::size_t>(found - table.begin());
}

}  // namespace carillon::providers::slack
