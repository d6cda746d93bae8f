#include "api/http/bulk_limits.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include "api/http/traffic_limits.hpp"

namespace carillon::api {
namespace {

constexpr std::size_t unit = 1024;
constexpr std::size_t most_users = 64 * 1024;

unsigned in_units(std::size_t bytes) noexcept {
  constexpr std::size_t most = std::numeric_limits<unsigned>::max();
  return static_cast<unsigned>(std::min((bytes + unit - 1) / unit, most));
}

std::string key_of(const bulk_account& of) {
  return std::string(of.project.raw()) + (of.is_webhook ? "webhooks" : "");
}

}  // namespace

bulk_limits::bulk_limits(const config::api_settings& settings)
    : projects_({.per_minute = in_units(settings.bulk_per_minute)}),
      users_({.per_minute = in_units(settings.user_bulk_per_minute), .most_keys = most_users}) {}

bool bulk_limits::is_bulky(std::string_view method, std::size_t body) noexcept {
  return method == "GET" || method == "HEAD" || body > free_bytes;
}

std::optional<response> bulk_limits::refusal(const bulk_account& of, const net::presence& who,
                                             steady_time at) const {
  if (who.is_alone(of.project.raw(), at)) return std::nullopt;
  if (of.user) {
    const auto left = users_.look(of.user->raw(), at);
    if (left.is_exceeded) return too_many_requests(left, "this user reads and sends too much at once");
  }
  const auto left = projects_.look(key_of(of), at);
  if (left.is_exceeded) return too_many_requests(left, "this project reads and sends too much at once");
  return std::nullopt;
}

void bulk_limits::charge(const bulk_account& to, std::size_t bytes, const net::presence& who,
                         steady_time at) {
  if (bytes <= free_bytes || who.is_alone(to.project.raw(), at)) return;
  const auto cost = in_units(bytes - free_bytes);
  if (to.user) users_.charge(to.user->raw(), cost, at);
  projects_.charge(key_of(to), cost, at);
}

}  // namespace carillon::api
