// Beast's request parser with the async taken out: bytes in, headers and a bounded body out. Used by
// h1_connection only, for one request, after inspect_head has let it through.
#pragma once

#include <boost/system/error_code.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace carillon::net {

enum class h1_body_state {
  incomplete,  ///< feed more
  complete,    ///< the request is whole; what follows it stays in the buffer
  too_large,   ///< the body passed its limit
  malformed,   ///< bad chunk framing, or anything else Beast refuses
};

class h1_body {
 public:
  explicit h1_body(std::size_t limit);
  ~h1_body();

  /// The whole head, once, before anything else.
  h1_body_state feed_head(std::string_view head);
  /// Consumes from the front of `received` what belongs to this request's body.
  h1_body_state feed(std::string& received);
  /// In order, as written. Ask before the body is fed: Beast adds trailers, and trailers are not headers.
  std::vector<std::pair<std::string_view, std::string_view>> headers() const;
  /// Bytes of the body consumed so far, chunk framing included.
  std::size_t received() const noexcept { return received_; }
  std::string take() &&;

 private:
  h1_body_state state_after(boost::system::error_code ec) const;

  struct parser;
  std::unique_ptr<parser> parser_;
  std::size_t received_ = 0;
};

}  // namespace carillon::net
