#include "net/redis/redis_session.hpp"

namespace carillon::net {

redis_session::redis_session(asio::io_context& context, std::shared_ptr<asio::ssl::context> tls)
    : stream_(context, std::move(tls)) {}

void redis_session::flush() {
  if (is_writing_ || is_closed_ || !refill_) return;
  pending_.clear();
  refill_(pending_);
  if (pending_.empty()) return;
  std::swap(pending_, writing_);
  is_writing_ = true;
  stream_.write(writing_, [self = shared_from_this()](const boost::system::error_code& ec, std::size_t) {
    self->is_writing_ = false;
    if (ec) {
      self->close();  // the reader sees the end and tells the owner
    } else {
      self->flush();
    }
  });
}

task<result<std::vector<redis_reply>>> redis_session::read_replies() {
  auto count = co_await stream_.read_some(asio::buffer(input_));
  if (!count) co_return count.error();
  std::vector<redis_reply> replies;
  if (auto parsed = parser_.parse({input_.data(), *count}, replies); !parsed) co_return parsed.error();
  co_return replies;
}

void redis_session::close() noexcept {
  if (std::exchange(is_closed_, true)) return;
  refill_ = nullptr;
  stream_.close();
}

}  // namespace carillon::net
