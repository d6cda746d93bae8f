// Tokens of every kind as the API sees them: a payload (rest-contract.md 2, "Channel tokens") with an id and
// a life. They rest in the lists of device_token.hpp. APNs, FCM and Expo addresses stand there as they are;
// what web_push, slack, teams and inbox hold are capabilities, and rest sealed. One io thread.
//
// The engine reads whole pages: unpack_tokens() of keys::tokens(where, project, via, page) gives the list of
// a recipient; `token` is Expo's address itself, and open() makes the payload of a sealed one.
#pragma once

#include <cstdint>
#include <vector>

#include "base/ids.hpp"
#include "base/json.hpp"
#include "base/vocabulary.hpp"
#include "store/device_token.hpp"
#include "store/keyring.hpp"
#include "store/user.hpp"

namespace carillon::store {

struct channel_token {
  token_id id;
  json payload;  ///< as it was saved; of the sealed kinds secret
  std::int64_t created_ms = 0, registered_ms = 0;
  std::int64_t discarded_ms = 0;  ///< 0 = active
};

class channel_tokens {
 public:
  channel_tokens(net::redis& redis, queue::keys names, keyring& keys);
  /// As device_tokens has it.
  void look_for_older_spellings(bool are_there) noexcept { lists_.look_for_older_spellings(are_there); }

  /// Registers or re-registers: what device_tokens::save says. The same again means the same device_token,
  /// endpoint, inbox token; of slack and teams the same channel or hook of the same user, as several users
  /// may share those. too_large when it would not fit sealed. `payload` keeps the rules of its kind.
  task<result<channel_token>> save(project_id project, user_ref owner, provider via, json payload);
  /// Is it on that user's list, whatever its state?
  task<result<bool>> has(project_id project, user_ref owner, provider via, json payload);
  /// In order of registration, discarded ones too.
  task<result<std::vector<channel_token>>> list(project_id project, user_ref owner, provider via);
  /// Once; again it answers the first time. not_found when it is not this user's.
  task<result<channel_token>> discard(project_id project, user_ref owner, provider via, token_id id);
  /// The payload of a token of that user. `corrupted` when it was not sealed for it.
  task<result<json>> open(project_id project, user_id owner, device_token token);

 private:
  task<result<device_token>> close(project_id project, user_id owner, provider via, json payload);
  task<result<channel_token>> opened(project_id project, user_id owner, device_token token);

  device_tokens lists_;
  keyring& keyring_;
};

}  // namespace carillon::store
