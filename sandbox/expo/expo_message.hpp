// What Expo demands of one push message: its fields, their types, its size. Pure functions, any thread;
// called by expo_desk.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace carillon::sandbox {

/// A sentence that names the field, for the whole request's VALIDATION_ERROR; nothing: the message is right.
std::optional<std::string> check_expo_message(const json& message);
/// Whom it is for: `to` is a token or a list of them.
std::vector<std::string> expo_tokens_of(const json& message);
/// More than 4096 bytes without its tokens.
bool is_expo_message_too_big(const json& message);

/// "alpha.1" of ExponentPushToken[alpha.1]: what the token is about; the token itself when it is a UUID.
std::string_view inside_of_token(std::string_view token) noexcept;
/// The project it belongs to: "alpha" of ExponentPushToken[alpha.1]; empty: the one that has no name.
std::string_view project_of_token(std::string_view token) noexcept;

}  // namespace carillon::sandbox
