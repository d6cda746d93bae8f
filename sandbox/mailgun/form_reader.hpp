// multipart/form-data as Mailgun reads it, and urlencoded forms. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace carillon::sandbox {

using form_fields = std::vector<std::pair<std::string, std::string>>;

/// Nothing when the body is no form of that content type.
std::optional<form_fields> read_form(std::string_view content_type, std::string_view body);
/// The first of that name; empty when there is none.
std::string_view field_of(const form_fields& form, std::string_view name) noexcept;

}  // namespace carillon::sandbox
