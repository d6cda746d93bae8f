// The contract's patterns, written out: std::regex is slow and recurses over its input. What users and tokens
// may hold stands in store/rules.hpp; this is the rest. Pure.
#pragma once

#include "store/rules.hpp"

namespace carillon::api {

/// ^[A-Za-z0-9_\.\-/:]+$ : categories and topics
store::refusal check_label(std::string_view value) noexcept;
/// Visible ASCII: what a header of credentials can hold.
store::refusal check_visible(std::string_view value) noexcept;
/// No control characters.
store::refusal check_no_controls(std::string_view value) noexcept;
/// Labels of letters, digits, hyphens and underscores, with dots between them
store::refusal check_domain(std::string_view value) noexcept;
/// scheme:something, visible ASCII or UTF-8, no spaces
store::refusal check_uri(std::string_view value) noexcept;
/// ^-+?\s?BEGIN PRIVATE KEY-+\n([A-Za-z0-9+\/\r\n]+={0,2})\n-+\s?END PRIVATE KEY+-+\n?$
store::refusal check_private_key(std::string_view value) noexcept;
/// The same with any label in capitals: "RSA PRIVATE KEY"
store::refusal check_pem(std::string_view value) noexcept;

/// ^[0-9A-Z]+$
store::refusal check_slack_app_id(std::string_view value) noexcept;
/// ^[0-9]+\.[0-9]+$
store::refusal check_slack_client_id(std::string_view value) noexcept;
/// ^\+[0-9]{1,14}$
store::refusal check_sms_sender(std::string_view value) noexcept;

}  // namespace carillon::api
