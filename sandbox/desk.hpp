// One provider's counter: judges a request as the real one would, knows its refusals, and keeps what it was
// told to trust. A desk is a folder here and a line in desks.cpp; sockets, rules, faults, counts, the ledger
// and the control port are the others'. Called by service, under its lock; no I/O.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "sandbox/behaviour.hpp"
#include "sandbox/connection_record.hpp"
#include "sandbox/incoming.hpp"
#include "sandbox/rule.hpp"
#include "sandbox/shown_message.hpp"
#include "sandbox/verdict.hpp"

namespace carillon::sandbox {

/// Static storage.
struct desk_facts {
  std::string_view name;               ///< in rules, counts, the ledger and the list of credentials: "apns"
  std::string_view route;              ///< for --help: "POST /3/device/<token>"
  std::string_view plays;              ///< for --help: whom, and what it looks at
  std::string_view channel = "other";  ///< for the page: what its messages are listed under
  std::string_view label = "Other";    ///< for the page: whom it plays, in a word or two
  std::string_view hello_path = {};    ///< for the page: where anybody may send a first message to
  std::string_view hello_body = {};    ///< that message: JSON without single quotes
  bool is_delivering = true;           ///< false: it hands out credentials, and stands in no sum
  bool is_probed = false;              ///< only a success raises a connection's streams from 1
  std::uint32_t most_streams = std::numeric_limits<std::uint32_t>::max();  ///< what the real one announces
};

/// What a request is judged with.
struct visit {
  connection_record& connection;
  const behaviour& how;
  timestamp now;
  bool is_believed = false;  ///< fast mode: the caller was verified on this connection before
};

struct control_answer {
  int status = 200;
  json body;
};

class desk {
 public:
  virtual ~desk() = default;

  virtual const desk_facts& facts() const noexcept = 0;
  /// The request is for this desk, by its path; the first desk that says so gets it.
  virtual bool serves(const incoming& request) const noexcept = 0;
  /// Fills reply, subject and items; `made.desk` is set already. Canned ends and rules come after it, when
  /// the reply is a success.
  virtual void judge(const incoming& request, const visit& at, verdict& made) = 0;

  /// How a request that it judged ended, once rules and faults had their say: whether it was taken. The
  /// moment to leave calls behind.
  virtual void note_end(verdict&, const behaviour&) {}

  /// An answer a rule asks for: the provider's own form of that status, or of that reason.
  virtual answer refuse(const canned_answer& wanted, timestamp now) const = 0;
  /// The reasons a token `sbx-<KEY>-…` may ask for.
  virtual bool knows(std::string_view reason) const noexcept = 0;
  /// Does what the subject's token asks for, of several the first one that asks for something; false:
  /// nothing.
  virtual bool apply_token(verdict& made, timestamp now) const;

  /// Fast mode, the caller being believed: how many deliveries the request carries, if nothing about it can
  /// be refused, and its answer. 0: it must be judged.
  virtual std::size_t accept_at_once(const incoming&, answer&) const { return 0; }

  /// What people see of a request that was judged: of each of these deliveries, by their places among
  /// verdict::items ({0} where there is one), in that order. Not under the lock: it reads nothing that
  /// changes, and is only called when somebody looks.
  virtual std::vector<shown_message> show(const incoming& request, std::span<const std::size_t> items) const;

  /// The list under its name in PUT /control/credentials (empty where it has none), as what puts it into
  /// force. invalid_argument says what is wrong; nothing has changed then.
  virtual result<std::function<void()>> read_credentials(const json& listed);
  /// A call of its own, below /control/: "bearers". Nothing: it is not its own.
  virtual std::optional<control_answer> control(std::string_view, std::string_view, std::string_view) {
    return std::nullopt;
  }
};

}  // namespace carillon::sandbox
