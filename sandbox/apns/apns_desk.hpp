// Apple's counter: judges one push, start to end, as api.push.apple.com would. Pure but for what it remembers
// of tokens; one caller at a time (service's lock). Faults and canned answers come after it, in service.
#pragma once

#include "sandbox/apns/provider_token.hpp"
#include "sandbox/incoming.hpp"
#include "sandbox/verdict.hpp"

namespace carillon::sandbox {

class apns_desk {
 public:
  /// `is_verified` false: provider tokens and topics' owners are not looked at.
  apns_desk(const credential_book& book, bool is_verified) : is_verified_(is_verified), tokens_(book) {}

  /// Fills reply, token and ids of the verdict. apns-id is echoed, or made when absent.
  verdict judge(const incoming& request, connection_tokens& connection, apns_environment environment,
                timestamp now);
  /// The verdict of a push that is believed unseen: ids read, everything else taken as right.
  verdict describe(const incoming& request, apns_environment environment, timestamp now) const;
  /// The credentials changed.
  void forget() { tokens_.forget(); }

 private:
  check find_refusal(const incoming& request, connection_tokens& connection, apns_environment environment,
                     timestamp now);
  bool is_verified_;
  provider_token_checker tokens_;
};

}  // namespace carillon::sandbox
