#include "engine/sending/delivery.hpp"

#include "engine/sending/window.hpp"
#include "queue/derived_ids.hpp"

namespace carillon::engine {

void delivery::assign(chunk& from, std::size_t place) noexcept {
  chunk_ = &from;
  place_ = place;
  ++from.in_flight;
}

result<void> delivery::render(timestamp now) {
  const auto& what = task();
  used_ = what.by->authorize(now);
  if (!used_) return error(errc::unavailable, "no credential for now");
  const auto notification = notification_of(chunk_->job(), *what.who);
  const providers::push_target target{
      .token = what.device->token,
      .app_id = what.device->app_id,
      .is_development = what.by->identity().is_development,
      .notification = notification,
      .delivery = queue::to_delivery_id(notification, chunk_->job().via, what.device->hash),
      .badge = what.by->badge_for(*what.who)};
  words_ = &chunk_->words_at(place_).for_sender(by());
  return words_->render(target, used_.text, request);
}

providers::answer delivery::read(timestamp now) const {
  return by().read(response, {task().device->app_id, words_->has_own_app()}, now);
}

void delivery::submit(steady_time now, std::chrono::milliseconds timeout) {
  response.status = 0;
  response.body.clear();
  response.retry_after.clear();
  response.content_type.clear();
  started_ = now;
  deadline = now + timeout;
  is_submitted_ = true;
  by().pool().submit(*this);
}

void delivery::release() noexcept {
  --chunk_->in_flight;
  chunk_ = nullptr;
  words_ = nullptr;
  used_ = {};
  was_reauthorized = false;
  ++flight_;
}

void delivery::on_response() {
  is_submitted_ = false;
  owner_.answered(*this);
}

void delivery::on_failure(net::transport_failure failure) {
  is_submitted_ = false;
  owner_.failed(*this, failure);
}

}  // namespace carillon::engine
