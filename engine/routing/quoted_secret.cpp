#include "engine/routing/quoted_secret.hpp"

#include <algorithm>

#include "base/encoding.hpp"

namespace carillon::engine {
namespace {

constexpr std::size_t most_in_a_row = 11;

bool shares_a_run(std::string_view words, std::string_view secret) {
  constexpr auto run = most_in_a_row + 1;
  if (secret.size() < run) return false;
  for (std::size_t at = 0; at + run <= words.size(); ++at)
    if (secret.find(words.substr(at, run)) != secret.npos) return true;
  return false;
}

/// "Basic dXNlcjpwYXNz": as it stands, and what it says. A signature of the request is no secret.
bool quotes_authorization(std::string_view words, std::string_view value) {
  if (value.find("Signature=") != value.npos) return false;
  const auto proof = value.substr(value.find(' ') + 1);
  if (shares_a_run(words, proof)) return true;
  if (!value.starts_with("Basic ")) return false;
  const auto login = base64_decode(proof);
  return login && shares_a_run(words, std::string_view(*login).substr(login->find(':') + 1));
}

bool quotes_form(std::string_view words, std::string_view form) {
  while (!form.empty()) {
    const auto field = form.substr(0, form.find('&'));
    form.remove_prefix(std::min(field.size() + 1, form.size()));
    if (field.starts_with("grant_type=")) continue;
    const auto value = field.substr(field.find('=') + 1);
    const auto decoded = percent_decode(value);
    if (shares_a_run(words, value) || (decoded && shares_a_run(words, *decoded))) return true;
  }
  return false;
}

}  // namespace

bool quotes_secret(std::string_view words, const net::wire_request& sent, secret_parts which) {
  for (const auto& header : sent.headers) {
    const bool is_proof = header.name == "authorization";
    if (is_proof && quotes_authorization(words, header.value)) return true;
    if (header.name.ends_with("token") && shares_a_run(words, header.value)) return true;
  }
  if (which == secret_parts::headers_and_path) return shares_a_run(words, sent.path);
  return which == secret_parts::headers_and_form && quotes_form(words, sent.body);
}

std::string without_secrets(std::string words, const net::wire_request& sent, secret_parts which) {
  if (!words.empty() && quotes_secret(words, sent, which)) return "its words quoted a secret";
  return words;
}

}  // namespace carillon::engine
