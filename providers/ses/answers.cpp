#include "providers/ses/answers.hpp"

#include <algorithm>
#include <array>

#include "base/json.hpp"
#include "providers/email/told.hpp"

namespace carillon::providers::ses {
namespace {

using std::chrono::seconds;

constexpr auto sending_rate = seconds(1);
constexpr auto until_quota_frees = seconds(3600);

// A type of AWS's decides, whatever the status. The words in parentheses tell apart what one type says; they
// are ours.
constexpr auto table = [] {
  using enum answer_class;
  return std::to_array<answer_row>({
      {400, "BadRequestException", payload},
      {400, "MessageRejected", payload},
      {400, "MessageRejected (not verified)", config},
      {400, "MailFromDomainNotVerifiedException", config},
      {400, "AccountSuspendedException", config},
      {400, "SendingPausedException", config},
      {400, "LimitExceededException", config},
      {400, "LimitExceededException (daily quota)", retry_after, throttle_scope::account, until_quota_frees},
      {404, "NotFoundException", config},
      {429, "TooManyRequestsException", retry_after, throttle_scope::account, sending_rate},
      {429, "TooManyRequestsException (daily quota)", retry_after, throttle_scope::account,
       until_quota_frees},
      {429, "ThrottlingException", retry_after, throttle_scope::account, sending_rate},
      {429, "Throttling", retry_after, throttle_scope::account, sending_rate},
      {429, "TooManyRequests", retry_after, throttle_scope::account, sending_rate},
      {400, "ValidationException", payload},
      {400, "ValidationError", payload},
      {400, "MissingParameter", payload},
      {400, "InvalidParameterValue", payload},
      {400, "InvalidParameterCombination", payload},
      {400, "SerializationException", payload},
      {400, "MalformedHttpRequestException", payload},
      {400, "UnknownOperationException", payload},
      {403, "IncompleteSignature", config},
      {403, "InvalidSignatureException", config},
      {403, "SignatureDoesNotMatch", config},
      {403, "InvalidSignatureException (clock)", reauth},
      {403, "RequestExpired", reauth},
      {403, "ExpiredTokenException", reauth},
      {403, "InvalidClientTokenId", config},
      {403, "UnrecognizedClientException", config},
      {403, "MissingAuthenticationToken", config},
      {403, "MissingAuthenticationTokenException", config},
      {403, "OptInRequired", config},
      {403, "AccessDeniedException", config},
      {403, "NotAuthorized", config},
      {408, "RequestAbortedException", ambiguous},
      {408, "RequestTimeoutException", ambiguous},
      {413, "RequestEntityTooLargeException", payload},
      {409, "ConflictException", retry, throttle_scope::message, seconds(1)},
      {500, "ConcurrentModificationException", retry, throttle_scope::message, seconds(1)},
      {500, "InternalFailure", retry, throttle_scope::message, seconds(1)},
      {500, "InternalServiceErrorException", retry, throttle_scope::message, seconds(1)},
      {503, "ServiceUnavailable", retry, throttle_scope::message, seconds(1)},
  });
}();

constexpr std::array<std::string_view, 1> headers{"x-amzn-errortype"};
constexpr json_limits body_limits{.max_bytes = 64 * 1024, .max_depth = 8, .max_values = 2000};

/// "com.amazonaws.ses#MessageRejected:http://…" is named MessageRejected.
std::string_view name_of(std::string_view type) noexcept {
  type = type.substr(0, type.find(':'));
  if (const auto hash = type.rfind('#'); hash != std::string_view::npos) type.remove_prefix(hash + 1);
  return type;
}

bool is_signature(std::string_view type) noexcept {
  return type == "IncompleteSignature" || type == "InvalidSignatureException" ||
         type == "SignatureDoesNotMatch";
}

/// The row's name, as the words beside a type ask for.
std::string_view row_name(std::string_view type, std::string_view words) noexcept {
  const bool is_daily = email::says(words, "daily");
  if (type == "MessageRejected" && email::says(words, "not verified"))
    return "MessageRejected (not verified)";
  if (type == "LimitExceededException" && is_daily) return "LimitExceededException (daily quota)";
  if (type == "TooManyRequestsException" && is_daily) return "TooManyRequestsException (daily quota)";
  if (is_signature(type) &&
      (email::says(words, "expired") || email::says(words, "clock") || email::says(words, "not yet current")))
    return "InvalidSignatureException (clock)";
  return type;
}

/// Which row a status has when nobody names a type: a front end's answer, not SES's.
std::string_view name_of_status(int status) noexcept {
  if (status == 413) return "RequestEntityTooLargeException";
  if (status == 429) return "TooManyRequestsException";
  if (status == 403) return "AccessDeniedException";
  if (status == 404) return "NotFoundException";
  if (status == 503) return "ServiceUnavailable";
  return {};
}

}  // namespace

std::span<const answer_row> answers() noexcept {
  return table;
}

std::span<const std::string_view> kept_headers() noexcept {
  return headers;
}

answer read_response(const net::wire_response& response, timestamp now) {
  const auto parsed = parse_json(response.body, body_limits);
  const json body = parsed ? *parsed : json();
  if (response.status == 200) return email::accepted(text_of(body, "MessageId"));
  const auto inner = text_of(body, "__type");
  auto words = text_of(body, "message");
  if (words.empty()) words = text_of(body, "Message");
  const auto header = email::kept_of(response, 0);
  auto type = name_of(header.empty() ? std::string_view(inner) : header);
  if (type.empty()) type = name_of_status(response.status);
  const auto* const found = std::ranges::find(table, row_name(type, words), &answer_row::reason);
  if (found == table.end()) return make_unlisted(response, words.empty() ? std::string(type) : words, now);
  auto made = make_answer(table, static_cast<std::size_t>(found - table.begin()), response, now);
  made.text = sanitised(words);
  return made;
}

}  // namespace carillon::providers::ses
