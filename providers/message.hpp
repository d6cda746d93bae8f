// A composed message: what the engine's composer hands to an account, equal for all recipients of a
// rendition. Pure data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/json.hpp"
#include "base/vocabulary.hpp"
#include "providers/override_fault.hpp"

namespace carillon::providers {

struct message {
  broadcast_id broadcast;
  channel over = channel::mobile_push;
  std::string title;  ///< plain
  /// Plain text, or the channel's own markup (is_marked_up). Of e-mail plain text or HTML, as the broadcast's
  /// author gave it: nobody looked at it yet.
  std::string content;
  bool is_marked_up =
      false;         ///< of chats: a template made the content, and what it shows of others is escaped
  std::string html;  ///< of e-mail: what a template made instead of `content`, a safe fragment of HTML
  std::string action_url;
  std::string category;
  std::string topic;
  json custom_attributes;            ///< object or null
  json provider_override;            ///< overrides.providers.<provider>, merged into the request; or null
  json overrides;                    ///< of the broadcast, whole: for who passes it on (ping_email); or null
  timestamp begins{};                ///< when its step did: the same at every attempt; what a mail is dated
  std::int64_t expires_at_unix = 0;  ///< seconds; what the provider may keep it for. 0 = provider's default
  bool is_cut_to_fit = true;         ///< content that is too long is cut; else nothing is sent
  std::optional<override_fault> broken_override{};  ///< why it cannot be; provider_override is null then
};

}  // namespace carillon::providers
