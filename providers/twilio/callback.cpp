#include "providers/twilio/callback.hpp"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "base/crypto_hmac_sha1.hpp"
#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "providers/twilio/answers.hpp"

namespace carillon::providers::twilio {
namespace {

constexpr std::size_t most_fields = 100;
constexpr std::size_t longest_status = 32;

using fields = std::vector<std::pair<std::string, std::string>>;

result<std::string> decode(std::string text) {
  std::ranges::replace(text, '+', ' ');
  return percent_decode(text);
}

/// By name, and those of one name by value.
result<fields> read_form(std::string_view form) {
  fields all;
  while (!form.empty()) {
    const auto pair = form.substr(0, form.find('&'));
    form.remove_prefix(std::min(pair.size() + 1, form.size()));
    if (pair.empty()) continue;
    if (all.size() == most_fields) return error(errc::too_large, "the form has too many fields");
    const auto sign = std::min(pair.find('='), pair.size());
    auto name = decode(std::string(pair.substr(0, sign)));
    auto value = decode(std::string(pair.substr(std::min(sign + 1, pair.size()))));
    if (!name || !value || !is_valid_utf8(*name) || !is_valid_utf8(*value))
      return error(errc::invalid_argument, "the form cannot be read");
    all.emplace_back(std::move(*name), std::move(*value));
  }
  std::ranges::sort(all);
  return all;
}

std::string signature_of(std::string_view auth_token, std::string_view url, const fields& all) {
  std::string signed_text(url);
  for (const auto& [name, value] : all) signed_text.append(name).append(value);
  return base64_encode(hmac_sha1(auth_token, signed_text));
}

std::string value_of(const fields& all, std::string_view name) {
  const auto found = std::ranges::find(all, name, &fields::value_type::first);
  return found == all.end() ? std::string() : found->second;
}

/// Why a message will not arrive, by its error code.
answer reason_of(const fields& all, std::string_view status) {
  answer told;
  told.meaning = answer_class::payload;
  told.reason = 0xffff;
  told.text = sanitised(status);
  const auto digits = value_of(all, "ErrorCode");
  std::int64_t code = 0;
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), code);
  if (digits.empty() || ec != std::errc() || end != digits.data() + digits.size()) return told;
  if (const auto row = row_of_code(code)) {
    told.meaning = answers()[*row].meaning;
    told.reason = static_cast<std::uint16_t>(*row + 1);
    told.text.clear();
  } else {
    told.text = "error " + digits;
  }
  return told;
}

}  // namespace

result<std::string> sign_callback(std::string_view auth_token, std::string_view url, std::string_view form) {
  const auto all = read_form(form);
  if (!all) return all.error();
  return signature_of(auth_token, url, *all);
}

result<news> read_callback(const json& config, const callback& what) {
  const auto all = read_form(what.body);
  if (!all) return all.error();
  const auto auth_token = text_of(config, "auth_token");
  const bool is_signed =
      auth_token.empty() || constant_time_equal(signature_of(auth_token, what.url, *all), what.signature);
  if (!is_signed) return error(errc::unauthenticated, "the signature is not the account's");
  auto status = value_of(*all, "MessageStatus");
  if (status.empty()) status = value_of(*all, "SmsStatus");
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '-' || c == '_'; };
  if (status.empty() || status.size() > longest_status || !std::ranges::all_of(status, is_letter))
    return error(errc::invalid_argument, "MessageStatus should be a status");
  news told{.status = std::move(status)};
  told.remote_id = sanitised(value_of(*all, "MessageSid")).substr(0, 64);
  told.is_failure = told.status == "failed" || told.status == "undelivered" || told.status == "canceled";
  if (told.is_failure) told.told = reason_of(*all, told.status);
  return told;
}

}  // namespace carillon::providers::twilio
