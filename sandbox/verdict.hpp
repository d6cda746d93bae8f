// What the sandbox decided about one request: the answer a real provider would give, or a planned
// misbehaviour. Made by the desks (apns_desk, fcm_desk, token_desk), carried out by front. Plain data.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace carillon::sandbox {

enum class provider : std::uint8_t {
  apns,   ///< POST /3/device/<token>
  fcm,    ///< POST /v1/projects/<id>/messages:send
  token,  ///< POST /token, Google's OAuth 2 endpoint
};

/// "apns", "fcm", "token".
std::string_view to_string(provider which) noexcept;
std::optional<provider> parse_provider(std::string_view text) noexcept;

struct answer {
  int status = 200;
  std::string reason;  ///< what the ledger and the counts call it; empty on plain success
  std::string body;
  std::string content_type;    ///< empty: no such header
  std::string retry_after;     ///< empty: no such header
  std::string apns_id;         ///< empty: no such header
  std::string apns_unique_id;  ///< empty: no such header (only Apple's development host sends it)
  std::string detail;          ///< why, for people: header x-sandbox-detail; real providers send none
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

struct verdict {
  provider from = provider::apns;
  answer reply;
  fault misbehaviour;
  std::chrono::milliseconds delay{0};  ///< asked for by a rule, on top of the general latency
  std::string_view token;  ///< device or registration token, client e-mail; views into the request
  std::string notification_id;
  std::string delivery_id;

  /// True when an answer will leave for it.
  bool is_answered() const noexcept {
    return misbehaviour.kind == fault_kind::none || misbehaviour.kind == fault_kind::settings ||
           (misbehaviour.kind == fault_kind::go_away && misbehaviour.is_accepted);
  }
};

/// How it ended, as the ledger and the counts tell it.
struct ending {
  int status;
  std::string_view reason;
};
/// No answer: status 0 and the fault's name, or 200 and "answer_lost" when the push was taken all the same.
ending ending_of(const verdict& made) noexcept;

}  // namespace carillon::sandbox
