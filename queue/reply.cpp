#include "queue/reply.hpp"

#include <charconv>

namespace carillon::queue {

std::optional<std::int64_t> parse_number(std::string_view text) noexcept {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, value);
  if (failure != std::errc{} || stop != end) return std::nullopt;
  return value;
}

std::int64_t integer_in(const net::redis_reply& reply) noexcept {
  if (reply.type == net::redis_reply::kind::integer) return reply.integer;
  return parse_number(reply.text).value_or(0);
}

result<net::redis_reply> require_array(result<net::redis_reply> outcome, std::size_t size) {
  auto reply = net::require_success(std::move(outcome));
  if (!reply) return reply.error();
  if (!reply->is_array() || reply->elements.size() < size) {
    return error{errc::corrupted, "Redis answered in another shape than the script's"};
  }
  return reply;
}

lane parse_lane(std::string_view name) noexcept {
  for (const lane candidate : {lane::high, lane::bulk}) {
    if (to_string(candidate) == name) return candidate;
  }
  return lane::standard;
}

hash_fields::hash_fields(net::redis_reply reply) {
  for (std::size_t index = 0; index + 1 < reply.elements.size(); index += 2) {
    fields_.emplace(std::move(reply.elements[index].text), std::move(reply.elements[index + 1].text));
  }
}

std::string_view hash_fields::text(std::string_view name) const {
  const auto found = fields_.find(name);
  return found == fields_.end() ? std::string_view() : std::string_view(found->second);
}

std::int64_t hash_fields::number(std::string_view name) const {
  return parse_number(text(name)).value_or(0);
}

}  // namespace carillon::queue
