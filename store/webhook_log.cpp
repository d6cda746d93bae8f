#include "store/webhook_log.hpp"

#include "base/digest.hpp"
#include "base/encoding.hpp"

namespace carillon::store {

namespace {

constexpr std::size_t digest_size = 16;  // of SHA-256: enough to tell deliveries apart
constexpr std::string_view processing_seconds = "20";
constexpr std::string_view open_mark = "open";
constexpr std::string_view known_seconds = "86400";
constexpr std::string_view refusal_seconds = "10";

}  // namespace

std::vector<std::string> webhook_log::keys_of(const webhook_delivery& one) const {
  std::vector<std::string> keys;
  // Told apart by what stands in front: an id is text of a client, and may be anybody's digest.
  for (const auto& name : {"body:" + one.digest, one.id.empty() ? std::string() : "id:" + one.id}) {
    if (name.empty()) continue;
    const auto digest = sha256(name);
    keys.push_back(
        names_.webhook_seen(one.integration, base64url_encode(as_text(digest).substr(0, digest_size))));
  }
  return keys;
}

task<result<webhook_claim>> webhook_log::claim(std::string key) {
  auto claimed = co_await redis_.call({"SET", key, open_mark, "NX", "EX", processing_seconds});
  claimed = net::require_success(std::move(claimed));
  if (!claimed) co_return claimed.error();
  if (!claimed->is_nil()) co_return webhook_claim::ours;
  auto mark = co_await redis_.call({"GET", key});
  mark = net::require_success(std::move(mark));
  if (!mark) co_return mark.error();
  co_return mark->text == open_mark || mark->is_nil() ? webhook_claim::busy : webhook_claim::known;
}

task<result<webhook_claim>> webhook_log::begin(webhook_delivery one) {
  std::vector<std::string> mine;
  for (auto& key : keys_of(one)) {
    const auto claimed = co_await claim(key);
    if (claimed && *claimed == webhook_claim::ours) {
      mine.push_back(std::move(key));
      continue;
    }
    for (auto& taken : mine) co_await redis_.call({"DEL", std::move(taken)});
    co_return claimed;
  }
  co_return webhook_claim::ours;
}

task<result<void>> webhook_log::finish(webhook_delivery one) {
  for (auto& key : keys_of(one)) {
    auto done = co_await redis_.call({"SET", std::move(key), "done", "EX", known_seconds});
    done = net::require_success(std::move(done));
    if (!done) co_return done.error();
  }
  co_return result<void>();
}

task<void> webhook_log::abandon(webhook_delivery one) {
  for (auto& key : keys_of(one)) co_await redis_.call({"DEL", std::move(key)});
}

task<bool> webhook_log::may_note_refusal(integration_id integration) {
  auto claimed =
      co_await redis_.call({"SET", names_.webhook_refused(integration), "1", "NX", "EX", refusal_seconds});
  claimed = net::require_success(std::move(claimed));
  co_return claimed && !claimed->is_nil();
}

}  // namespace carillon::store
