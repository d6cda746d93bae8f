// The contract's patterns, written out: std::regex is slow and recurses over its input. What users and tokens
// may hold stands in base/field_checks.hpp; this is the rest. Pure; any thread.
#pragma once

#include "base/field_checks.hpp"

namespace carillon::schema {

/// ^[A-Za-z0-9_\.\-/:]+$ : categories and topics
refusal check_label(std::string_view value) noexcept;
/// Visible ASCII: what a header of credentials can hold.
refusal check_visible(std::string_view value) noexcept;
/// No control characters.
refusal check_no_controls(std::string_view value) noexcept;
/// Labels of letters, digits, hyphens and underscores, with dots between them
refusal check_domain(std::string_view value) noexcept;
/// scheme:something, visible ASCII or UTF-8, no spaces
refusal check_uri(std::string_view value) noexcept;
/// ^-+?\s?BEGIN PRIVATE KEY-+\n([A-Za-z0-9+\/\r\n]+={0,2})\n-+\s?END PRIVATE KEY+-+\n?$
refusal check_private_key(std::string_view value) noexcept;
/// The same with any label in capitals: "RSA PRIVATE KEY"
refusal check_pem(std::string_view value) noexcept;

}  // namespace carillon::schema
