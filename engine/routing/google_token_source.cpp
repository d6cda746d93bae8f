#include "engine/routing/google_token_source.hpp"

#include "engine/routing/transport_answer.hpp"

namespace carillon::engine {
namespace {
using namespace std::chrono_literals;
constexpr auto refresh_early = 5min;
constexpr auto use_until = 10s;  // before its end
}  // namespace

google_token_source::google_token_source(std::shared_ptr<net::origin_pool> pool,
                                         providers::fcm::config account,
                                         std::chrono::milliseconds request_timeout)
    : pool_(std::move(pool)), account_(std::move(account)), request_timeout_(request_timeout) {}

google_token_source::~google_token_source() {
  waiters_.clear();
  if (is_fetching_) pool_->cancel(*this);
}

grant google_token_source::current(timestamp now) {
  if (!token_ || now >= expires_ - use_until) return {};
  if (now >= expires_ - refresh_early && now >= asked_ + 10s) start();
  return {token_, token_->reveal()};
}

void google_token_source::refuse(const grant& used) {
  if (used.owner == token_) token_.reset();
}

void google_token_source::fetch(std::function<void()> done) {
  waiters_.push_back(std::move(done));
  start();
}

void google_token_source::start() {
  if (is_fetching_) return;
  asked_ = carillon::now();
  request.clear();
  response = {};
  providers::fcm::render_token_request(account_, asked_, request);
  deadline = std::chrono::steady_clock::now() + request_timeout_;
  is_fetching_ = true;  // no earlier: a throw while signing would leave it set, and nobody would ask again
  pool_->submit(*this);
}

void google_token_source::on_response() {
  is_fetching_ = false;  // whatever reading the answer throws
  auto read = providers::fcm::read_token_response(response, carillon::now());
  response = {};  // it holds the token
  if (read.token) {
    expires_ = asked_ + read.token->lifetime;
    token_ = std::make_shared<const secret>(std::move(read.token->authorization));
    refusal_.reset();
  } else {
    refusal_ = std::move(read.refusal);
  }
  finish();
}

void google_token_source::on_failure(net::transport_failure failure) {
  is_fetching_ = false;
  refusal_ = answer_for(failure);
  finish();
}

void google_token_source::finish() {
  request.clear();
  const auto told = std::exchange(waiters_, {});
  for (const auto& done : told) done();
}

result<net::origin> token_origin(std::string_view token_uri) {
  const auto scheme = token_uri.find("://");
  if (scheme == std::string_view::npos) return error(errc::invalid_argument, "token_uri is not an https URL");
  return net::parse_origin(token_uri.substr(0, token_uri.find('/', scheme + 3)));
}

}  // namespace carillon::engine
