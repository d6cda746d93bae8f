// The sandbox without its sockets: request in, verdict out, everything remembered. One for all threads; who
// uses it holds lock() for a whole read batch, so that a batch costs one mutex and one ledger write.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "sandbox/behaviour.hpp"
#include "sandbox/call_book.hpp"
#include "sandbox/connection_record.hpp"
#include "sandbox/counts.hpp"
#include "sandbox/desks.hpp"
#include "sandbox/ledger.hpp"
#include "sandbox/message_store.hpp"
#include "sandbox/rule_book.hpp"
#include "sandbox/smtp/smtp_accounts.hpp"

namespace carillon::sandbox {

struct service_options {
  bool is_fast = false;     ///< a caller once verified is believed for the rest of its connection
  bool is_verified = true;  ///< false: credentials are not looked at
  std::uint64_t seed = 1;
  behaviour initial;
  store_limits kept;  ///< for the page; fast mode keeps nothing
  secret_keeper secrets = desk_options().secrets;
  /// Of the mail relay: who serves it shares them.
  std::shared_ptr<smtp_accounts> mail_accounts = std::make_shared<smtp_accounts>();
};

class service {
 public:
  service(service_options options, ledger book_keeping);

  [[nodiscard]] std::unique_lock<std::mutex> lock() { return std::unique_lock(mutex_); }

  /// Any time.
  std::uint32_t initial_max_streams() const noexcept { return options_.initial.max_streams; }
  /// What people see of deliveries of one request, in that order. Any time.
  std::vector<shown_message> show(std::span<const kept_message> of_one_request) const;

  // All below: under lock().

  /// The verdict of a request that nothing can happen to but success, counted; nothing: it must be judged.
  /// Fast mode only, and only while no rule and no ledger asks for more.
  std::optional<verdict> accept_at_once(const incoming& request, const connection_record& connection);
  /// Judges, misbehaves as planned, counts, and buffers the ledger's lines.
  verdict judge(const incoming& request, connection_record& connection, timestamp now);
  /// Before the batch's answers leave.
  void flush_ledger() { ledger_.flush(); }

  /// {"<desk>": [credentials…]}: replaces them all. invalid_argument names desk, entry and field, and nothing
  /// has changed then.
  result<> set_credentials(const json& document);
  /// A call of the control port that is a desk's own ("bearers"); nothing: no desk knows it.
  std::optional<control_answer> control(std::string_view method, std::string_view call,
                                        std::string_view body);
  rule_book& rules() noexcept { return rules_; }
  behaviour& current() noexcept { return behaviour_; }
  const counts& counted() const noexcept { return counts_; }
  message_store& messages() noexcept { return messages_; }
  call_book& calls() noexcept { return calls_; }
  /// Counts, rules, calls and behaviour as at the start. Credentials, bearers, messages and the ledger stay.
  void reset();

 private:
  /// Null: nobody has that path.
  desk* desk_of(const incoming& request) const noexcept;
  /// Fast mode: this caller was verified on this connection before.
  bool is_believed(const connection_record& connection, std::string_view authorization) const noexcept;
  void misbehave(const desk* judge, verdict& made, timestamp now);

  service_options options_;
  std::mutex mutex_;
  behaviour behaviour_;
  std::vector<std::unique_ptr<desk>> desks_;
  rule_book rules_;
  counts counts_;
  ledger ledger_;
  message_store messages_;
  call_book calls_;
};

}  // namespace carillon::sandbox
