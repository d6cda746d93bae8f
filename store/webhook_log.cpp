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

std::string webhook_log::key_of(const webhook_delivery& one) const {
  const auto digest = sha256(one.id);
  return names_.webhook_seen(one.integration, base64url_encode(as_text(digest).substr(0, digest_size)));
}

task<result<webhook_claim>> webhook_log::begin(webhook_delivery one) {
  const auto key = key_of(one);
  auto claimed = co_await redis_.call({"SET", key, open_mark, "NX", "EX", processing_seconds});
  claimed = net::require_success(std::move(claimed));
  if (!claimed) co_return claimed.error();
  if (!claimed->is_nil()) co_return webhook_claim::ours;
  auto mark = co_await redis_.call({"GET", key});
  mark = net::require_success(std::move(mark));
  if (!mark) co_return mark.error();
  co_return mark->text == open_mark || mark->is_nil() ? webhook_claim::busy : webhook_claim::known;
}

task<result<void>> webhook_log::finish(webhook_delivery one) {
  auto done = co_await redis_.call({"SET", key_of(one), "done", "EX", known_seconds});
  done = net::require_success(std::move(done));
  if (!done) co_return done.error();
  co_return result<void>();
}

task<void> webhook_log::abandon(webhook_delivery one) {
  co_await redis_.call({"DEL", key_of(one)});
}

task<bool> webhook_log::may_note_refusal(integration_id integration) {
  auto claimed =
      co_await redis_.call({"SET", names_.webhook_refused(integration), "1", "NX", "EX", refusal_seconds});
  claimed = net::require_success(std::move(claimed));
  co_return claimed && !claimed->is_nil();
}

}  // namespace carillon::store
