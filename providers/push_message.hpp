// A composed push, provider-neutral: what the composer hands to a provider's request builder. Pure data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/json.hpp"
#include "providers/override_fault.hpp"

namespace carillon::providers {

/// Equal for all recipients of a broadcast (per integration). Texts are plain.
struct push_message {
  std::string title;
  std::string content;
  std::string action_url;
  std::string category;
  std::string topic;
  json custom_attributes;            ///< object or null
  json provider_override;            ///< overrides.providers.<provider>, merged into the request; or null
  std::int64_t expires_at_unix = 0;  ///< seconds; what the provider may keep it for. 0 = provider's default
  bool is_cut_to_fit = true;         ///< content that is too long is cut; else nothing is sent
  std::optional<override_fault> broken_override{};  ///< why it cannot be; provider_override is null then
};

/// Differs per delivery.
struct push_target {
  std::string_view token;
  std::string_view app_id;      ///< APNs: the token's own topic, or empty
  bool is_development = false;  ///< APNs: the sandbox host
  notification_id notification;
  delivery_id delivery;
  std::optional<std::uint32_t> badge;
};

}  // namespace carillon::providers
