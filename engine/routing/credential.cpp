#include "engine/routing/credential.hpp"

#include <utility>

#include "engine/routing/quoted_secret.hpp"
#include "engine/routing/transport_answer.hpp"

namespace carillon::engine {
namespace {
constexpr std::chrono::seconds between_refreshes{10};
}

credential::credential(const providers::credential_plan& plan, std::shared_ptr<shared_token> kept,
                       std::shared_ptr<carrier> issuer, std::chrono::milliseconds request_timeout)
    : plan_(plan), kept_(std::move(kept)), issuer_(std::move(issuer)), request_timeout_(request_timeout) {}

credential::~credential() {
  waiters_.clear();
  if (is_fetching_) issuer_->cancel(*this);
}

shared_token::reference credential::current(shared_token* own, std::string_view whom, timestamp now) {
  if (!issuer_) return (own ? *own : *kept_).usable_or_minted(plan_, whom, now);
  auto found = kept_->usable(now);
  if (found && now >= found->renew_at && now >= asked_ + between_refreshes) start();
  return found;
}

bool credential::refuse(shared_token* own, const shared_token::reference& used, timestamp now) {
  return (own ? *own : *kept_).refuse(used, now, plan_.least_age());
}

void credential::fetch(std::function<void()> done) {
  waiters_.push_back(std::move(done));
  start();
}

void credential::start() {
  if (is_fetching_) return;
  asked_ = carillon::now();
  response.clear();
  plan_.ask(asked_, request);
  timeout = request_timeout_;
  fetching_since_ = std::chrono::steady_clock::now();
  is_fetching_ = true;  // no earlier: a throw while signing would leave it set, and nobody would ask again
  issuer_->submit(*this);
}

void credential::on_response() {
  is_fetching_ = false;  // whatever reading the answer throws
  auto read = plan_.read(response, asked_);
  response = {};  // it holds the token
  if (read.given) {
    kept_->put(std::move(*read.given), asked_);
    refusal_.reset();
  } else {
    refusal_ = std::move(read.refusal);
    refusal_->text = without_secrets(std::move(refusal_->text), request, secret_parts::headers_and_form);
  }
  finish();
}

void credential::on_failure(net::transport_failure failure) {
  is_fetching_ = false;
  refusal_ = answer_for(failure);
  finish();
}

void credential::finish() {
  request.clear();
  const auto told = std::exchange(waiters_, {});
  for (const auto& done : told) done();
}

}  // namespace carillon::engine
