// The sandbox without its sockets: request in, verdict out, everything remembered. One for all threads; who
// uses it holds lock() for a whole read batch, so that a batch costs one mutex and one ledger write.
#pragma once

#include <mutex>
#include <string>

#include "base/error.hpp"
#include "sandbox/apns/apns_desk.hpp"
#include "sandbox/behaviour.hpp"
#include "sandbox/counts.hpp"
#include "sandbox/credential_book.hpp"
#include "sandbox/fcm/access_tokens.hpp"
#include "sandbox/fcm/fcm_desk.hpp"
#include "sandbox/fcm/token_desk.hpp"
#include "sandbox/ledger.hpp"
#include "sandbox/rule_book.hpp"

namespace carillon::sandbox {

struct service_options {
  bool is_fast = false;     ///< a caller once verified is believed for the rest of its connection
  bool is_verified = true;  ///< false: credentials are not looked at
  std::uint64_t seed = 1;
  behaviour initial;
};

/// What the sandbox remembers of one connection.
struct connection_record {
  connection_tokens tokens;
  std::string trusted_authorization;       ///< fast mode: the header that was verified here
  bool is_raised = false;                  ///< the stream limit was raised from 1
  std::int32_t highest_judged = 0;         ///< stream id
  std::int32_t last_allowed = 0x7fffffff;  ///< streams above it came after our GOAWAY: not ours to judge
};

class service {
 public:
  service(service_options options, ledger book_keeping);

  [[nodiscard]] std::unique_lock<std::mutex> lock() { return std::unique_lock(mutex_); }

  /// Any time.
  std::uint32_t initial_max_streams() const noexcept { return options_.initial.max_streams; }

  // All below: under lock().

  /// True when nothing can happen to this request but success; it is then counted, and no verdict is needed.
  /// Fast mode only, and only while no rule and no ledger asks for more.
  bool accept_at_once(const connection_record& connection, std::string_view path,
                      std::string_view authorization, std::string_view body);
  /// Judges, misbehaves as planned, counts, and buffers the ledger line. `token_storage` backs
  /// verdict::token.
  verdict judge(const incoming& request, connection_record& connection, timestamp now,
                std::string& token_storage);
  /// The verdict of a push that accept_at_once() took, for when it must be kept waiting.
  verdict describe(const incoming& request, timestamp now) const;
  /// Before the batch's answers leave.
  void flush_ledger() { ledger_.flush(); }

  void set_credentials(credential_book book);
  rule_book& rules() noexcept { return rules_; }
  behaviour& current() noexcept { return behaviour_; }
  const counts& counted() const noexcept { return counts_; }
  void revoke_bearers() { bearers_.revoke_all(); }
  /// Counts, rules and behaviour as at the start. Credentials, bearers and the ledger stay.
  void reset();

 private:
  /// Fast mode: this caller was verified on this connection before.
  bool is_believed(const connection_record& connection, std::string_view authorization) const noexcept;
  verdict judge_unplanned(const incoming& request, connection_record& connection, timestamp now,
                          std::string& token_storage);

  service_options options_;
  std::mutex mutex_;
  behaviour behaviour_;
  credential_book book_;
  access_tokens bearers_;
  apns_desk apns_;
  fcm_desk fcm_;
  token_desk token_;
  rule_book rules_;
  counts counts_;
  ledger ledger_;
};

}  // namespace carillon::sandbox
