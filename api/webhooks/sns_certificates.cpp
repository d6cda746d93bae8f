#include "api/webhooks/sns_certificates.hpp"

#include "net/url.hpp"

namespace carillon::api {
namespace {

using namespace std::chrono_literals;

constexpr auto remembered_for = 24h;
constexpr std::size_t most_remembered = 32;

}  // namespace

// With settings.providers.aws_sns the path is kept and the host replaced: the operator's own stand-in.
task<result<std::string>> sns_certificates::fetch(std::string url) {
  auto chosen_by = destination::client;
  if (!settings_.aws_sns.empty()) {
    const auto parts = net::parse_url(url);
    if (!parts) co_return parts.error();
    url = settings_.aws_sns + parts->path;
    chosen_by = destination::settings;
  }
  net::h1_call request;
  request.url = std::move(url);
  auto answer = co_await calls_.call(std::move(request), chosen_by);
  if (!answer) co_return error(errc::unavailable, "Amazon SNS cannot be reached: " + answer.error().detail);
  if (answer->status != 200)
    co_return error(errc::unavailable, "Amazon SNS answered " + std::to_string(answer->status));
  co_return std::move(answer->body);
}

task<result<rsa_certificate>> sns_certificates::of(std::string url) {
  const auto now = std::chrono::steady_clock::now();
  const auto known = cache_.find(url);
  if (known != cache_.end() && now < known->second.until) co_return known->second.value;
  const auto pem = co_await fetch(url);
  if (!pem) co_return pem.error();
  auto certificate = rsa_certificate::from_pem(*pem);
  if (!certificate) co_return certificate.error();
  if (cache_.size() >= most_remembered) cache_.clear();
  cache_.insert_or_assign(std::move(url), remembered{*certificate, now + remembered_for});
  co_return certificate;
}

task<result<void>> sns_certificates::visit(std::string url) {
  const auto answer = co_await fetch(std::move(url));
  if (!answer) co_return answer.error();
  co_return result<void>();
}

}  // namespace carillon::api
