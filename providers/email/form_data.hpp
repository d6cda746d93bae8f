// multipart/form-data (RFC 7578): fields of text, for providers whose API is a form. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace carillon::providers::email {

/// A boundary of 128 random bits: no field's text has it.
std::string make_form_boundary();
/// "multipart/form-data; boundary=…".
std::string form_content_type(std::string_view boundary);

/// Appends a field. What a name cannot hold within its quotes is left out of it.
void append_form_field(std::string& out, std::string_view boundary, std::string_view name,
                       std::string_view value);
/// Appends what ends the form.
void end_form(std::string& out, std::string_view boundary);

}  // namespace carillon::providers::email
