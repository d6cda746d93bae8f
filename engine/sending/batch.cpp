#include "engine/sending/batch.hpp"

#include "engine/routing/quoted_secret.hpp"

namespace carillon::engine {

void batch::begin(const way& along, steady_time now) {
  way_ = along;
  began_ = now;
  ++way_.from->in_flight;
  way_.through->carried_by->load.take(now);
  if (is_long()) ++way_.from->in_long_flight;
}

void batch::add(std::size_t place) {
  places_.push_back(place);
}

void batch::keep(const std::vector<std::size_t>& places) {
  places_ = places;
}

result<void> batch::fill(timestamp now) {
  auto credential = way_.by->authorize(*way_.through, now);
  if (!credential) return error(errc::unavailable, "no credential for now");
  used_ = std::move(*credential);
  items_.clear();
  for (const auto place : places_) items_.push_back(way_.from->item_at(place));
  auto filled = way_.words->fill(items_, used_.text(), now, request);
  const auto most = way_.by->facts().most_bytes;
  if (filled && most != 0 && request.body.size() > most)
    return error(errc::too_large, "the request has " + std::to_string(request.body.size()) + " bytes; " +
                                      std::string(way_.by->facts().kind) + " takes " + std::to_string(most));
  request.kept = way_.by->facts().kept_headers;
  return filled;
}

void batch::submit(steady_time now, std::chrono::milliseconds within) {
  response.clear();
  started_ = now;
  timeout = within;
  is_submitted_ = true;
  way_.through->carried_by->submit(*this);
}

std::span<const providers::answer> batch::read(timestamp now) {
  told_.assign(items_.size(), {});
  way_.words->read(response, items_, now, told_);
  const auto which = way_.through->is_of_address ? secret_parts::headers_and_path : secret_parts::headers;
  for (auto& each : told_) each.text = without_secrets(std::move(each.text), request, which);
  return told_;
}

std::span<const providers::answer> batch::read(const providers::answer& for_all) {
  told_.assign(items_.size(), for_all);
  return told_;
}

void batch::release(steady_time now) noexcept {
  --way_.from->in_flight;
  way_.through->carried_by->load.give_back(now);
  if (is_long()) --way_.from->in_long_flight;
  way_ = {};
  places_.clear();
  items_.clear();
  used_ = {};
  was_reauthorized = was_resent = false;
  ++flight_;
}

void batch::on_response() {
  is_submitted_ = false;
  owner_.answered(*this);
}

void batch::on_failure(net::transport_failure failure) {
  is_submitted_ = false;
  owner_.failed(*this, failure);
}

}  // namespace carillon::engine
