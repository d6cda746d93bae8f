// What the sandbox decided about one request: the answer a real provider would give, or a planned
// misbehaviour. Made by the desks, carried out by front. Plain data.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sandbox/later_call.hpp"

namespace carillon::sandbox {

struct desk_facts;

struct answer_header {
  std::string_view name;  ///< lower case, static storage
  std::string value;
};

struct answer {
  int status = 200;
  std::string reason;  ///< what the ledger and the counts call it; empty on plain success
  std::string body;
  std::string content_type;            ///< empty: no such header
  std::string retry_after;             ///< empty: no such header
  std::string detail;                  ///< why, for people: header x-sandbox-detail; real providers send none
  std::vector<answer_header> headers;  ///< the provider's own: apns-id, location, …

  /// The value of one of `headers`, or empty.
  std::string_view header(std::string_view name) const noexcept;
  bool is_success() const noexcept { return status >= 200 && status < 300; }
};

/// How an exchange ends without an answer, or a connection is disturbed.
enum class fault_kind : std::uint8_t {
  none,
  reset,    ///< RST_STREAM with `code`
  go_away,  ///< GOAWAY with `code` and `reason`; streams above `last_stream` die unprocessed
  stall,    ///< the stream is never answered, or (`is_whole_connection`) nothing on the connection ever again
  close,    ///< the TCP connection is dropped
  settings,  ///< SETTINGS with `max_streams`; the request itself is answered normally
};

struct fault {
  fault_kind kind = fault_kind::none;
  std::uint32_t code = 0;                   ///< HTTP/2 error code
  std::optional<std::int32_t> last_stream;  ///< absent: the highest stream that was judged
  std::string reason;                       ///< GOAWAY's debug data: {"reason": …}
  std::uint32_t max_streams = 0;
  bool is_accepted = false;  ///< the push counts as taken although its answer is lost: the ambiguous case.
                             ///< With GOAWAY: the push is taken and answered, the later ones are not
  bool is_whole_connection = false;
};

/// "reset", "goaway", … as rules and the ledger spell them.
std::string_view to_string(fault_kind kind) noexcept;

/// How it ended, as the ledger and the counts tell it.
struct ending {
  int status;
  std::string_view reason;
};

/// One delivery of a request.
struct delivery_seen {
  std::string token;  ///< whom it is for: device token, endpoint, mailbox, phone number; of a token endpoint,
                      ///< who asked
  std::string notification_id;
  std::string delivery_id;
  /// Of a request that carries several: what its own answer says, inside one that is a success as a whole.
  /// 400 stands for a refusal that has no status.
  int status = 200;
  std::string reason;
};

struct verdict {
  const desk_facts* desk = nullptr;  ///< who judged it; null: no desk has that path
  answer reply;
  fault misbehaviour;
  std::chrono::milliseconds delay{0};  ///< asked for by a rule, on top of the general latency
  delivery_seen subject;               ///< the delivery; of several the one that rules and patterns look at
  std::vector<delivery_seen> items;    ///< of a request that carries several: all of them
  std::vector<later_call> calls;       ///< what the provider calls back for it

  /// True when an answer will leave for it.
  bool is_answered() const noexcept {
    return misbehaviour.kind == fault_kind::none || misbehaviour.kind == fault_kind::settings ||
           (misbehaviour.kind == fault_kind::go_away && misbehaviour.is_accepted);
  }
};

/// Each of its items ended as the reply says: of a success.
inline void succeed(verdict& made) {
  for (delivery_seen& each : made.items) each.status = made.reply.status;
}

/// No answer: status 0 and the fault's name, or 200 and "answer_lost" when the push was taken all the same.
ending ending_of(const verdict& made) noexcept;
/// Of one of its items.
ending ending_of(const verdict& made, const delivery_seen& item) noexcept;

/// Calls visit(delivery_seen, ending) for each delivery of the request.
template <class Visit>
void for_each_delivery(const verdict& made, Visit visit) {
  if (made.items.empty()) return visit(made.subject, ending_of(made));
  for (const delivery_seen& each : made.items) visit(each, ending_of(made, each));
}

}  // namespace carillon::sandbox
