// The payload of an APNs push: what we put into it, and the override merged over that. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "providers/apns/config.hpp"
#include "providers/message.hpp"
#include "providers/spliced_text.hpp"

namespace carillon::providers::apns {

struct payload {
  json document;
  /// Nothing in it is seen or heard: it wakes the app, and no more.
  bool is_silent = false;
  /// Custom attributes whose names are taken (payload version 1 puts them beside ours).
  std::vector<std::string> left_out;
};

/// `push_type` as the override gives it, or empty. Of a push that its author made silent, nothing of ours is
/// seen or heard either: neither the broadcast's words nor our sound and badge.
payload make_payload(const message& message, const config& account, std::string_view push_type,
                     const spliced_text::placeholders& mark);

/// Where the broadcast's content stands in the document, unless the override says something else: null then.
json* own_body(json& document, const message& message) noexcept;

}  // namespace carillon::providers::apns
