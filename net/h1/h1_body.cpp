#include "net/h1/h1_body.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>

#include "net/h1/h1_framing.hpp"

namespace carillon::net {
namespace {

namespace http = boost::beast::http;
/// Chunk headers and trailers that make no progress in this many bytes are an attack, not a body.
constexpr std::size_t max_stuck = 16 * 1024;

/// Beast's string_body without its reserve(): a thousand heads that announce 12 MiB each must not cost 12 GB
/// of address space before the first byte.
struct text_body {
  using value_type = std::string;

  class reader {
   public:
    template <bool IsRequest, class Fields>
    reader(http::header<IsRequest, Fields>&, value_type& body) : body_(body) {}
    void init(const boost::optional<std::uint64_t>&, boost::system::error_code& ec) { ec = {}; }
    template <class Buffers>
    std::size_t put(const Buffers& buffers, boost::system::error_code& ec) {
      ec = {};
      std::size_t size = 0;
      for (auto at = boost::asio::buffer_sequence_begin(buffers);
           at != boost::asio::buffer_sequence_end(buffers); ++at) {
        const boost::asio::const_buffer piece = *at;
        body_.append(static_cast<const char*>(piece.data()), piece.size());
        size += piece.size();
      }
      return size;
    }
    void finish(boost::system::error_code& ec) { ec = {}; }

   private:
    value_type& body_;
  };
};

}  // namespace

struct h1_body::parser : http::request_parser<text_body> {};

h1_body::h1_body(std::size_t limit) : parser_(std::make_unique<parser>()) {
  parser_->eager(true);
  parser_->body_limit(limit);
  parser_->header_limit(64 * 1024);  // find_head has checked the real limit
}

h1_body::~h1_body() = default;

h1_body_state h1_body::feed_head(std::string_view head) {
  boost::system::error_code ec;
  parser_->put(boost::asio::buffer(head), ec);
  return state_after(ec);
}

h1_body_state h1_body::feed(std::string& received) {
  std::size_t consumed = 0;
  boost::system::error_code ec;
  while (!ec && !parser_->is_done() && consumed < received.size()) {
    const auto rest = boost::asio::buffer(received.data() + consumed, received.size() - consumed);
    consumed += parser_->put(rest, ec);
  }
  received.erase(0, consumed);
  received_ += consumed;
  const auto state = state_after(ec);
  if (state != h1_body_state::incomplete) return state;
  return received.size() < max_stuck ? h1_body_state::incomplete : h1_body_state::malformed;
}

h1_body_state h1_body::state_after(boost::system::error_code ec) const {
  if (ec == http::error::body_limit) return h1_body_state::too_large;
  if (ec && ec != http::error::need_more) return h1_body_state::malformed;
  return parser_->is_done() ? h1_body_state::complete : h1_body_state::incomplete;
}

std::vector<std::pair<std::string_view, std::string_view>> h1_body::headers() const {
  std::vector<std::pair<std::string_view, std::string_view>> all;
  for (const auto& field : parser_->get()) {
    const auto name = field.name_string();
    const auto value = field.value();
    all.emplace_back(std::string_view(name.data(), name.size()),
                     std::string_view(value.data(), value.size()));
  }
  return all;
}

std::string h1_body::take() && {
  return std::move(parser_->get().body());
}

}  // namespace carillon::net
