#include "sandbox/service.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "sandbox/canned.hpp"
#include "sandbox/desks.hpp"
#include "sandbox/request_view.hpp"

namespace carillon::sandbox {
namespace {

answer no_such_path() {
  answer reply;
  reply.status = 404;
  reply.reason = "NoSuchPath";
  reply.detail = "no provider here has that path; --help lists them";
  return reply;
}

/// What is asked of a provider by the way, credentials and lists, is no message.
bool is_message(const incoming& request, const verdict& made) noexcept {
  return made.desk == nullptr || (made.desk->is_delivering && request.method != "GET");
}

}  // namespace

service::service(service_options options, ledger book_keeping)
    : options_(std::move(options)),
      behaviour_(options_.initial),
      desks_(make_desks({.is_verified = options_.is_verified,
                         .mail_accounts = options_.mail_accounts,
                         .secrets = options_.secrets})),
      rules_(options_.seed),
      counts_(!options_.is_fast),
      ledger_(std::move(book_keeping)),
      messages_(options_.is_fast ? store_limits{.most_messages = 0} : options_.kept) {}

desk* service::desk_of(const incoming& request) const noexcept {
  const auto found = std::ranges::find_if(desks_, [&](const auto& each) { return each->serves(request); });
  return found == desks_.end() ? nullptr : found->get();
}

bool service::is_believed(const connection_record& connection,
                          std::string_view authorization) const noexcept {
  if (!options_.is_fast) return false;
  if (!options_.is_verified) return true;
  return !authorization.empty() && authorization == connection.trusted_authorization;
}

std::optional<verdict> service::accept_at_once(const incoming& request, const connection_record& connection) {
  if (!options_.is_fast || !rules_.empty() || ledger_.is_open() || !connection.is_raised) return std::nullopt;
  if (!is_believed(connection, request.header("authorization"))) return std::nullopt;
  const desk* const judge = desk_of(request);
  if (judge == nullptr || !judge->facts().is_delivering) return std::nullopt;
  verdict made;
  const auto deliveries = judge->accept_at_once(request, made.reply);
  if (deliveries == 0) return std::nullopt;
  made.desk = &judge->facts();
  counts_.add_success(*made.desk, made.reply.status, deliveries);
  return made;
}

void service::misbehave(const desk* judge, verdict& made, timestamp now) {
  if (!made.reply.is_success() || judge->apply_token(made, now)) return;
  if (const rule* chosen = rules_.match(made.desk->name, made.subject.token))
    apply_rule(*chosen, judge, made, now);
}

verdict service::judge(const incoming& request, connection_record& connection, timestamp now) {
  verdict made;
  if (desk* const judge = desk_of(request)) {
    made.desk = &judge->facts();
    const auto authorization = request.header("authorization");
    const bool is_known = is_believed(connection, authorization);
    judge->judge(request, {connection, behaviour_, now, is_known}, made);
    const bool is_trusted = options_.is_fast && made.reply.is_success() && made.desk->is_delivering;
    if (is_trusted) connection.trusted_authorization = authorization;
    misbehave(judge, made, now);
    judge->note_end(made, behaviour_);
  } else {
    made.reply = no_such_path();
  }
  counts_.add(made);
  ledger_.add(made, request.body, now);
  if (is_message(request, made)) messages_.add(request, made, now);
  return made;
}

std::vector<shown_message> service::show(std::span<const kept_message> of_one_request) const {
  const auto& request = *of_one_request.front().of;
  std::vector<std::size_t> items;
  for (const auto& each : of_one_request) items.push_back(each.item);
  const auto found =
      std::ranges::find(desks_, request.judged_by(), [](const auto& each) { return &each->facts(); });
  if (found != desks_.end()) return (*found)->show(request.seen(), items);
  return std::vector<shown_message>(items.size(), show_request(request.seen()));
}

result<> service::set_credentials(const json& document) {
  if (!document.is_object()) return error(errc::invalid_argument, "credentials: an object is expected");
  for (const auto& [name, listed] : document.items()) {
    if (find_desk(name) == nullptr) return error(errc::invalid_argument, name + ": has no desk here");
    if (!listed.is_array()) return error(errc::invalid_argument, name + ": a list is expected");
  }
  static const json nothing = json::array();
  std::vector<std::function<void()>> changes;
  for (const auto& each : desks_) {
    const std::string name(each->facts().name);
    auto change = each->read_credentials(document.contains(name) ? document.at(name) : nothing);
    if (!change) return error(change.error().code, name + change.error().detail);
    changes.push_back(std::move(*change));
  }
  for (const auto& put_into_force : changes) put_into_force();
  return {};
}

std::optional<control_answer> service::control(std::string_view method, std::string_view call,
                                               std::string_view body) {
  for (const auto& each : desks_) {
    if (auto reply = each->control(method, call, body)) return reply;
  }
  return std::nullopt;
}

void service::reset() {
  counts_.reset();
  rules_.clear();
  calls_.clear();
  behaviour_ = options_.initial;
}

}  // namespace carillon::sandbox
