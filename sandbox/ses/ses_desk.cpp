#include "sandbox/ses/ses_desk.hpp"

#include <array>

#include "base/ids.hpp"
#include "sandbox/canned_row.hpp"
#include "sandbox/credential_entry.hpp"
#include "sandbox/fast_lane.hpp"
#include "sandbox/mail/mail_text.hpp"
#include "sandbox/ses/ses_mail.hpp"

namespace carillon::sandbox {
namespace {

constexpr std::string_view send_path = "/v2/email/outbound-emails";
constexpr desk_facts ses_facts{
    .name = "ses",
    .route = "POST /v2/email/outbound-emails",
    .plays = "Amazon SES: SigV4, fields of the mail, limits",
    .channel = "email",
    .label = "Amazon SES",
    .most_streams = 128,
};
constexpr std::size_t most_body = 40 * 1024 * 1024;

constexpr auto rows = std::to_array<canned_row>({
    {"BadRequestException", 400, "Bad request"},
    {"MessageRejected", 400, "Message rejected: content"},
    {"NOT_VERIFIED", 400, "Email address is not verified. The following identities failed the check"},
    {"MailFromDomainNotVerifiedException", 400, "The MAIL FROM domain is not verified"},
    {"AccountSuspendedException", 400, "The account is suspended"},
    {"SendingPausedException", 400, "Sending is paused"},
    {"LimitExceededException", 400, "Limit exceeded"},
    {"SerializationException", 400, "the body cannot be read"},
    {"ValidationException", 400, "validation"},
    {"IncompleteSignature", 403, "the signature is incomplete"},
    {"InvalidSignatureException", 403, "Signature expired"},
    {"SignatureDoesNotMatch", 403, "the signature does not match"},
    {"UnrecognizedClientException", 403, "The security token included in the request is invalid."},
    {"MissingAuthenticationTokenException", 403, "Missing Authentication Token"},
    {"ExpiredTokenException", 403, "The security token included in the request is expired"},
    {"AccessDeniedException", 403, "not authorized to perform ses:SendEmail"},
    {"NotFoundException", 404, "Configuration set does not exist"},
    {"UnknownOperationException", 404, "no such operation"},
    {"RequestTimeoutException", 408, "timeout"},
    {"ConflictException", 409, "conflict"},
    {"RequestEntityTooLargeException", 413, "too large"},
    {"TooManyRequestsException", 429, "Maximum sending rate exceeded."},
    {"DAILY_QUOTA", 429, "Daily message quota exceeded."},
    {"ThrottlingException", 429, "Rate exceeded"},
    {"InternalServiceErrorException", 500, "internal"},
    {"ServiceUnavailable", 503, "unavailable"},
});

/// The type of rows that are named after what is said.
std::string_view type_of(std::string_view key) noexcept {
  if (key == "NOT_VERIFIED") return "MessageRejected";
  return key == "DAILY_QUOTA" ? "TooManyRequestsException" : key;
}

answer make_refusal(const canned_row& row, std::string_view message = {}) {
  answer reply;
  reply.status = row.status;
  reply.reason = row.key;
  reply.body = dump_json({{"message", message.empty() ? row.message : message}});
  reply.content_type = "application/json";
  reply.headers.push_back({"x-amzn-errortype", std::string(type_of(row.key))});
  return reply;
}

answer refuse_for(const refusal& why) {
  return make_refusal(*find_row(rows, why.reason), why.detail);
}

std::string tag_of(const json& body, std::string_view name) {
  const auto& tags = member_of(body, "EmailTags");
  for (const auto& each : tags.is_array() ? tags : json::array()) {
    if (text_of(each, "Name") == name) return text_of(each, "Value");
  }
  return {};
}

void read_subjects(const json& body, verdict& made) {
  for (const auto& each : ses_recipients(body)) {
    const auto address = address_in(each);
    made.items.push_back({.token = address.empty() ? each : address,
                          .notification_id = tag_of(body, "nid"),
                          .delivery_id = tag_of(body, "did")});
  }
  if (!made.items.empty()) made.subject = made.items.front();
}

answer accept(timestamp now) {
  answer reply;
  reply.body = dump_json({{"MessageId", "0100" + uuid::v7(now).to_string() + "-000000"}});
  reply.content_type = "application/json";
  return reply;
}

}  // namespace

const desk_facts& ses_desk::facts() const noexcept {
  return ses_facts;
}

bool ses_desk::serves(const incoming& request) const noexcept {
  return request.path.starts_with("/v2/email/");
}

void ses_desk::judge(const incoming& request, const visit& at, verdict& made) {
  const auto body = parse_json(request.body, {.max_bytes = most_body, .max_depth = 16, .max_values = 10'000});
  if (body) read_subjects(*body, made);
  const bool is_looked_at = is_verified_ && !at.is_believed;
  if (request.path != send_path || request.method != "POST") {
    made.reply = refuse_for({"UnknownOperationException", "POST /v2/email/outbound-emails is all there is"});
  } else if (const auto wrong = is_looked_at ? check_sigv4(request, keys_, at.now) : check()) {
    made.reply = refuse_for(*wrong);
  } else if (!body) {
    made.reply = refuse_for({"SerializationException", body.error().detail});
  } else if (const auto broken = check_ses_mail(*body)) {
    made.reply = refuse_for(*broken);
  } else {
    made.reply = accept(at.now);
  }
}

answer ses_desk::refuse(const canned_answer& wanted, timestamp) const {
  return make_refusal(wanted_row(rows, wanted));
}

bool ses_desk::knows(std::string_view reason) const noexcept {
  return find_row(rows, reason) != nullptr;
}

/// Of one address alone: more are counted by who reads the body.
std::size_t ses_desk::accept_at_once(const incoming& request, answer& reply) const {
  if (request.path != send_path || !is_plain_post(request)) return 0;
  constexpr std::string_view mark = R"("ToAddresses":[)";
  const auto at = request.body.find(mark);
  if (at == request.body.npos) return 0;
  const auto listed = request.body.substr(at + mark.size());
  const bool is_one = count_of("\"", listed.substr(0, listed.find(']'))) == 2;
  const bool has_others = request.body.find("CcAddresses") != request.body.npos;  // and BccAddresses
  if (!is_one || has_others) return 0;
  reply.content_type = "application/json";
  reply.body = R"({"MessageId":"taken-unread"})";
  return 1;
}

result<std::function<void()>> ses_desk::read_credentials(const json& listed) {
  auto keys = read_entries<aws_key>(listed, [](const json& entry) -> result<aws_key> {
    auto key_id = read_text(entry, "key_id");
    if (!key_id) return key_id.error();
    auto secret_key = read_text(entry, "secret_key");
    if (!secret_key) return secret_key.error();
    auto session = read_text_or(entry, "session_token", "");
    if (!session) return session.error();
    return aws_key{*key_id, *secret_key, *session};
  });
  if (!keys) return keys.error();
  return std::function<void()>([this, keys = std::move(*keys)] { keys_ = keys; });
}

}  // namespace carillon::sandbox
