#include "sandbox/apns/apns_desk.hpp"

#include <charconv>
#include <utility>

#include "base/ids.hpp"
#include "sandbox/apns/apns_reasons.hpp"
#include "sandbox/apns/apns_request.hpp"
#include "sandbox/canned.hpp"

namespace carillon::sandbox {
namespace {

constexpr desk_facts apns_facts{
    .name = "apns",
    .route = "POST /3/device/<token>",
    .plays = "APNs: ES256 tokens, headers, payload, one team a connection",
    .channel = "mobile_push",
    .label = "APNs",
    .is_probed = true,
};

/// The number of `eeeeee27…`; -1 when the token asks for nothing.
int canned_number_of(std::string_view token) noexcept {
  constexpr auto prefix = apns_canned_prefix.size();
  if (!token.starts_with(apns_canned_prefix) || token.size() < prefix + 2) return -1;
  const auto digits = token.substr(prefix, 2);
  const char* const end = digits.data() + digits.size();
  int number = 0;
  const auto read = std::from_chars(digits.data(), end, number);
  return read.ec == std::errc{} && read.ptr == end ? number : -1;
}

}  // namespace

const desk_facts& apns_desk::facts() const noexcept {
  return apns_facts;
}

bool apns_desk::serves(const incoming& request) const noexcept {
  return request.path.starts_with("/3/");
}

check apns_desk::find_refusal(const incoming& request, const visit& at) {
  if (auto refused = check_apns_route(request)) return refused;
  const apns_credential* credential = nullptr;
  if (is_verified_) {
    auto& connection = at.connection.kept_by<connection_tokens>(this);
    const auto token =
        tokens_.check_token(request.header("authorization"), at.how.environment, connection, at.now);
    if (token.refused) return token.refused;
    credential = token.credential;
  }
  if (auto refused = check_apns_headers(request)) return refused;
  if (auto refused = check_apns_topic(request, credential)) return refused;
  if (auto refused = check_device_token(device_token_of(request.path))) return refused;
  return check_apns_payload(request);
}

void apns_desk::judge(const incoming& request, const visit& at, verdict& made) {
  const auto id = request.header("apns-id");
  made.subject.token = device_token_of(request.path);
  made.subject.notification_id = request.header("apns-collapse-id");
  made.subject.delivery_id = id;
  made.reply.headers.push_back({"apns-id", id.empty() ? uuid::v7(at.now).to_string() : std::string(id)});
  const bool is_development = at.how.environment == apns_environment::development;
  if (is_development) made.reply.headers.push_back({"apns-unique-id", uuid::v7(at.now).to_string()});
  if (at.is_believed && is_apns_path(request.path)) return;
  if (const auto refused = find_refusal(request, at)) {
    auto reply = make_apns_refusal(find_apns_reason(refused->reason)->status, refused->reason, at.now);
    reply.detail = refused->detail;
    made.reply.headers.resize(1);  // Apple gives its own id to what it took
    replace_reply(made, std::move(reply));
  }
}

answer apns_desk::refuse(const canned_answer& wanted, timestamp now) const {
  const auto* const row =
      wanted.reason.empty() ? first_apns_reason(wanted.status) : find_apns_reason(wanted.reason);
  const int otherwise = row != nullptr ? row->status : 500;
  const std::string_view known = row != nullptr ? row->reason : "InternalServerError";
  return make_apns_refusal(wanted.status != 0 ? wanted.status : otherwise,
                           wanted.reason.empty() ? known : std::string_view(wanted.reason),
                           wanted.timestamp_ms ? from_unix_ms(*wanted.timestamp_ms) : now);
}

bool apns_desk::knows(std::string_view reason) const noexcept {
  return find_apns_reason(reason) != nullptr;
}

bool apns_desk::apply_token(verdict& made, timestamp now) const {
  const int number = canned_number_of(made.subject.token);
  if (number < 0) return false;
  const auto* const row = find_apns_reason(number);
  if (row == nullptr) return apply_canned_fault(number, made);
  replace_reply(made, make_apns_refusal(row->status, row->reason, now));
  return true;
}

std::size_t apns_desk::accept_at_once(const incoming& request, answer& reply) const {
  const auto token = device_token_of(request.path);
  if (token.empty() || token.starts_with(apns_canned_prefix)) return 0;
  if (const auto id = request.header("apns-id"); !id.empty())
    reply.headers.push_back({"apns-id", std::string(id)});
  return 1;
}

result<std::function<void()>> apns_desk::read_credentials(const json& listed) {
  auto keys = apns_keys::parse(listed);
  if (!keys) return keys.error();
  return std::function<void()>([this, keys = std::move(*keys)] {
    keys_ = keys;
    tokens_.forget();
  });
}

}  // namespace carillon::sandbox
