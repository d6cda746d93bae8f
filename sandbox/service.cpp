#include "sandbox/service.hpp"

#include <utility>

#include "sandbox/apns/apns_reasons.hpp"
#include "sandbox/apns/apns_request.hpp"
#include "sandbox/canned.hpp"
#include "sandbox/fcm/fcm_errors.hpp"

namespace carillon::sandbox {
service::service(service_options options, ledger book_keeping)
    : options_(options),
      behaviour_(options.initial),
      apns_(book_, options.is_verified),
      fcm_(book_, bearers_, options.is_verified),
      token_(book_, bearers_),
      rules_(options.seed),
      counts_(!options.is_fast),
      ledger_(std::move(book_keeping)) {}

bool service::is_believed(const connection_record& connection,
                          std::string_view authorization) const noexcept {
  if (!options_.is_verified) return true;
  return !authorization.empty() && authorization == connection.trusted_authorization;
}

bool service::accept_at_once(const connection_record& connection, std::string_view path,
                             std::string_view authorization, std::string_view body) {
  if (!options_.is_fast || !rules_.empty() || ledger_.is_open()) return false;
  if (!is_believed(connection, authorization) || !connection.is_raised) return false;
  if (is_fcm_path(path)) {
    if (body.find(fcm_canned_prefix) != std::string_view::npos) return false;
    counts_.add_success(provider::fcm);
    return true;
  }
  const auto device_token = device_token_of(path);
  if (device_token.empty() || device_token.starts_with(apns_canned_prefix)) return false;
  counts_.add_success(provider::apns);
  return true;
}

verdict service::judge_unplanned(const incoming& request, connection_record& connection, timestamp now,
                                 std::string& token_storage) {
  if (is_token_path(request.path))
    return token_.judge(request, now, behaviour_.token_lifetime, token_storage);
  if (is_fcm_path(request.path)) return fcm_.judge(request, now, token_storage);
  if (options_.is_fast && is_apns_path(request.path) &&
      is_believed(connection, request.header("authorization"))) {
    return apns_.describe(request, behaviour_.environment, now);
  }
  return apns_.judge(request, connection.tokens, behaviour_.environment, now);
}

verdict service::judge(const incoming& request, connection_record& connection, timestamp now,
                       std::string& token_storage) {
  verdict made = judge_unplanned(request, connection, now, token_storage);
  if (made.reply.status == 200) {
    if (options_.is_fast && made.from != provider::token) {
      connection.trusted_authorization = request.header("authorization");
    }
    if (!apply_token_pattern(made, now)) {
      if (const rule* chosen = rules_.match(made.from, made.token)) apply_rule(*chosen, made, now);
    }
  }
  counts_.add(made);
  ledger_.add(made, request.body, now);
  return made;
}

verdict service::describe(const incoming& request, timestamp now) const {
  if (!is_fcm_path(request.path)) return apns_.describe(request, behaviour_.environment, now);
  verdict made;
  made.from = provider::fcm;
  made.reply = make_fcm_success("p", "0:1");
  return made;
}

void service::set_credentials(credential_book book) {
  book_ = std::move(book);
  apns_.forget();
}

void service::reset() {
  counts_.reset();
  rules_.clear();
  behaviour_ = options_.initial;
}

}  // namespace carillon::sandbox
