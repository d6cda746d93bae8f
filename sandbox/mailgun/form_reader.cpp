#include "sandbox/mailgun/form_reader.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "sandbox/mail/mail_text.hpp"

namespace carillon::sandbox {
namespace {

/// `x` of name="x", or of name=x.
std::string parameter(std::string_view header, std::string_view name) {
  const auto at = header.find(std::string(name) + '=');
  if (at == std::string_view::npos) return {};
  auto rest = header.substr(at + name.size() + 1);
  if (!rest.starts_with('"')) return std::string(rest.substr(0, rest.find_first_of("; \r\n")));
  rest.remove_prefix(1);
  return std::string(rest.substr(0, rest.find('"')));
}

std::optional<form_fields> read_multipart(std::string_view content_type, std::string_view body) {
  const auto boundary = parameter(content_type, "boundary");
  if (boundary.empty() || boundary.size() > 70) return std::nullopt;
  const auto delimiter = "--" + boundary;
  form_fields out;
  if (!body.starts_with(delimiter)) return std::nullopt;
  while (body.starts_with(delimiter + "\r\n")) {
    body.remove_prefix(delimiter.size() + 2);
    const auto head = body.find("\r\n\r\n");
    const auto end = body.find("\r\n" + delimiter, head);
    if (head == std::string_view::npos || end == std::string_view::npos) return std::nullopt;
    const auto name =
        parameter(lowered(body.substr(0, head)).find("content-disposition: form-data") == std::string::npos
                      ? ""
                      : body.substr(0, head),
                  "name");
    if (name.empty()) return std::nullopt;
    out.emplace_back(name, body.substr(head + 4, end - head - 4));
    body.remove_prefix(end + 2);
  }
  if (!body.starts_with(delimiter + "--")) return std::nullopt;
  return out;
}

std::optional<form_fields> read_urlencoded(std::string_view body) {
  form_fields out;
  while (!body.empty()) {
    const auto end = std::min(body.find('&'), body.size());
    std::string pair(body.substr(0, end));
    std::ranges::replace(pair, '+', ' ');
    const auto equals = std::min(pair.find('='), pair.size());
    const auto name = percent_decode(std::string_view(pair).substr(0, equals));
    const auto value = percent_decode(std::string_view(pair).substr(std::min(equals + 1, pair.size())));
    if (!name || !value) return std::nullopt;
    out.emplace_back(*name, *value);
    body.remove_prefix(std::min(end + 1, body.size()));
  }
  return out;
}

}  // namespace

std::optional<form_fields> read_form(std::string_view content_type, std::string_view body) {
  if (content_type.starts_with("multipart/form-data")) return read_multipart(content_type, body);
  if (content_type.starts_with("application/x-www-form-urlencoded")) return read_urlencoded(body);
  return std::nullopt;
}

std::string_view field_of(const form_fields& form, std::string_view name) noexcept {
  const auto found = std::ranges::find(form, name, &form_fields::value_type::first);
  return found == form.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace carillon::sandbox
