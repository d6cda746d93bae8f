#include "providers/email/form_data.hpp"

#include "base/digest.hpp"
#include "base/encoding.hpp"

namespace carillon::providers::email {

std::string make_form_boundary() {
  return "carillon-" + hex_encode(random_string(16));
}

std::string form_content_type(std::string_view boundary) {
  return "multipart/form-data; boundary=" + std::string(boundary);
}

void append_form_field(std::string& out, std::string_view boundary, std::string_view name,
                       std::string_view value) {
  out.append("--").append(boundary).append("\r\nContent-Disposition: form-data; name=\"");
  for (const char c : name) {
    if (c != '"' && c != '\\' && static_cast<unsigned char>(c) >= ' ' && c != 0x7f) out += c;
  }
  out.append("\"\r\n\r\n").append(value).append("\r\n");
}

void end_form(std::string& out, std::string_view boundary) {
  out.append("--").append(boundary).append("--\r\n");
}

}  // namespace carillon::providers::email
