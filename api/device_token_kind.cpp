#include "api/device_token_kind.hpp"

namespace carillon::api {
namespace {

rule make_rule(provider via) {
  std::vector<field> fields{{"device_token", text({}, &store::check_device_token)},
                            {"installation_id", text({}, &store::check_installation), presence::optional}};
  if (via == provider::apns) fields.push_back({"app_id", text({}, &store::check_app_id), presence::optional});
  return object(std::move(fields));
}

json payload_view(const store::device_token& token) {
  json view = {{"device_token", token.token}};
  if (!token.app_id.empty()) view["app_id"] = token.app_id;
  if (!token.installation.empty()) view["installation_id"] = token.installation;
  return view;
}

std::string time_of(std::int64_t unix_ms) {
  return to_rfc3339(from_unix_ms(unix_ms));
}

}  // namespace

const rule& device_token_rule(provider via) {
  static const rule apns = make_rule(provider::apns);
  static const rule fcm = make_rule(provider::fcm);
  return via == provider::apns ? apns : fcm;
}

store::device_token to_device_token(provider via, const json& payload) {
  store::device_token token;
  token.via = via;
  token.token = payload.value("device_token", "");
  token.app_id = payload.value("app_id", "");
  token.installation = payload.value("installation_id", "");
  return token;
}

token_id id_of(const token_owner& owner, const store::device_token& token) noexcept {
  return store::to_token_id(owner.project, owner.user, token.via, token.token);
}

json device_token_view(const token_owner& owner, const store::device_token& token) {
  json metadata = {{"id", id_of(owner, token).to_string()},
                   {"created_at", time_of(token.created_ms)},
                   {"updated_at", time_of(std::max(token.registered_ms, token.created_ms))}};
  if (token.discarded_ms != 0) metadata["discarded_at"] = time_of(token.discarded_ms);
  auto view = payload_view(token);
  view.update(metadata);
  view["data"] = payload_view(token);
  view["metadata"] = std::move(metadata);
  return view;
}

json discard_view(const token_owner& owner, const store::device_token& token) {
  return {{"id", id_of(owner, token).to_string()}, {"discarded_at", time_of(token.discarded_ms)}};
}

}  // namespace carillon::api
