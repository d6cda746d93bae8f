#include "store/channel_token.hpp"

#include <algorithm>

#include "base/damaged_row.hpp"
#include "base/digest.hpp"
#include "store/token_identity.hpp"
#include "store/token_owner.hpp"

namespace carillon::store {

namespace {

constexpr std::string_view seal_kind = "channel_token";

/// Of a hook that is a channel an installation may write to.
std::string channel_of(const json& payload) {
  const auto oauth = payload.find("oauth");
  if (oauth == payload.end()) return {};
  return text_of(*oauth, "installation_id") + '\0' + text_of(*oauth, "channel_id");
}

std::string url_of(provider via, const json& payload) {
  return form_of(via) == address_form::subscription ? text_of(payload, "endpoint")
                                                    : text_of(member_of(payload, "webhook"), "url");
}

// What makes two payloads the same address, its URL spelled like this. Of hooks it includes the user:
// colleagues share a channel, so nobody loses it to another.
std::uint64_t identity_of(provider via, user_id owner, const json& payload, const std::string& url) {
  if (form_of(via) == address_form::subscription) return token_hash(url);
  if (form_of(via) == address_form::inbox) return token_hash(text_of(payload, "token"));
  return token_hash(std::string(owner.raw()) + channel_of(payload) + '\0' + url);
}

// A sealed payload opens for its project, kind, user and address alone.
std::string seal_record(user_id owner, const device_token& token) {
  return static_cast<char>(token.via) + std::string(owner.raw()) + raw_hash(token.hash);
}

json plain_payload(const device_token& token) {
  json payload = {{"device_token", token.token}};
  if (!token.app_id.empty()) payload["app_id"] = token.app_id;
  if (!token.installation.empty()) payload["installation_id"] = token.installation;
  return payload;
}

channel_token with_life(project_id project, user_id owner, const device_token& token, json payload) {
  channel_token out;
  out.id = to_token_id(project, owner, token);
  out.payload = std::move(payload);
  out.created_ms = token.created_ms;
  out.registered_ms = token.registered_ms;
  out.discarded_ms = token.discarded_ms;
  return out;
}

}  // namespace

channel_tokens::channel_tokens(net::redis& redis, queue::keys names, keyring& keys)
    : lists_(redis, std::move(names)), keyring_(keys) {}

task<result<device_token>> channel_tokens::close(project_id project, user_id owner, provider via,
                                                 json payload) {
  device_token token;
  token.via = via;
  if (!is_sealed(via)) {
    token.token = text_of(payload, "device_token");
    token.app_id = text_of(payload, "app_id");
    token.installation = text_of(payload, "installation_id");
    co_return token;
  }
  const auto given = url_of(via, payload);
  const auto canonical = canonical_url(given);
  token.hash = identity_of(via, owner, payload, canonical);
  // Versions before kept it under the URL as it was given.
  if (given != canonical) token.older_hash = identity_of(via, owner, payload, given);
  const auto record = seal_record(owner, token);
  auto sealed = co_await keyring_.seal({project, seal_kind, record}, dump_json(payload));
  if (!sealed) co_return sealed.error();
  if (sealed->size() > most_sealed) co_return error(errc::too_large, "the token is too large");
  token.token = std::move(*sealed);
  co_return token;
}

task<result<json>> channel_tokens::open(project_id project, user_id owner, device_token token) {
  if (!is_sealed(token.via)) co_return plain_payload(token);
  const auto record = seal_record(owner, token);
  const auto text = co_await keyring_.unseal({project, seal_kind, record}, std::move(token.token));
  if (!text) co_return text.error();
  auto payload = json::parse(text->reveal(), nullptr, false);  // ours, and authenticated
  if (!payload.is_object()) co_return error(errc::corrupted, "a token cannot be read");
  co_return std::move(payload);
}

task<result<channel_token>> channel_tokens::opened(project_id project, user_id owner, device_token token) {
  auto payload = co_await open(project, owner, token);
  if (!payload) co_return payload.error();
  co_return with_life(project, owner, token, std::move(*payload));
}

task<result<channel_token>> channel_tokens::save(project_id project, user_ref owner, provider via,
                                                 json payload) {
  auto token = co_await close(project, owner.id, via, payload);
  if (!token) co_return token.error();
  const auto saved = co_await lists_.save(project, owner, std::move(*token));
  if (!saved) co_return saved.error();
  if (!is_sealed(via)) payload = plain_payload(*saved);
  co_return with_life(project, owner.id, *saved, std::move(payload));
}

task<result<bool>> channel_tokens::has(project_id project, user_ref owner, provider via, json payload) {
  auto meant = co_await close(project, owner.id, via, std::move(payload));
  if (!meant) co_return meant.error();
  if (!is_sealed(via)) meant->hash = token_hash(canonical_token(via, meant->token));
  const auto all = co_await lists_.list(project, owner, via);
  if (!all) co_return all.error();
  co_return std::ranges::find(*all, meant->hash, &device_token::hash) != all->end();
}

task<result<std::vector<channel_token>>> channel_tokens::list(project_id project, user_ref owner,
                                                              provider via) {
  auto stored = co_await lists_.list(project, owner, via);
  if (!stored) co_return stored.error();
  std::vector<channel_token> all;
  all.reserve(stored->size());
  for (auto& token : *stored) {
    const auto id = to_token_id(project, owner.id, token);
    auto one = co_await opened(project, owner.id, std::move(token));
    if (one) {
      all.push_back(std::move(*one));
    } else if (is_rows_fault(one.error())) {
      leave_out("token", id.to_string(), one.error());
    } else {
      co_return one.error();
    }
  }
  co_return all;
}

task<result<channel_token>> channel_tokens::discard(project_id project, user_ref owner, provider via,
                                                    token_id id) {
  auto token = co_await lists_.discard(project, owner, via, id);
  if (!token) co_return token.error();
  auto one = co_await opened(project, owner.id, std::move(*token));
  co_return one;
}

}  // namespace carillon::store
