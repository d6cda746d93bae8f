#include "sandbox/behaviour.hpp"

#include <optional>
#include <string>

#include "net/url.hpp"

namespace carillon::sandbox {
namespace {

constexpr std::int64_t largest = 86'400'000;

/// One member into `made`; the name of what is wrong otherwise.
std::optional<std::string> read_member(const std::string& name, const json& value, behaviour& made) {
  if (name == "apns_environment") {
    if (value != "production" && value != "development") return name + ": production or development";
    made.environment = value == "production" ? apns_environment::production : apns_environment::development;
    return std::nullopt;
  }
  if (name == "callback_origin") {
    if (!value.is_string()) return name + ": a text is expected";
    made.callback_origin = value.get<std::string>();
    const bool is_origin = made.callback_origin.empty() || net::parse_service(made.callback_origin);
    return is_origin ? std::nullopt
                     : std::optional(name + ": an origin is expected, such as http://127.0.0.1:8080");
  }
  if (!value.is_number_integer() || value < 0 || value > largest)
    return name + ": a whole number is expected";
  const auto number = value.get<std::int64_t>();
  if (name == "latency_ms") {
    made.latency = std::chrono::milliseconds(number);
  } else if (name == "jitter_ms") {
    made.jitter = std::chrono::milliseconds(number);
  } else if (name == "max_streams") {
    made.max_streams = static_cast<std::uint32_t>(number);
  } else if (name == "token_lifetime_s") {
    made.token_lifetime = std::chrono::seconds(number);
  } else if (name == "callback_step_ms") {
    made.callback_step = std::chrono::milliseconds(number);
  } else if (name == "greylist_ms") {
    made.greylist = std::chrono::milliseconds(number);
  } else {
    return name + ": unknown";
  }
  return std::nullopt;
}

}  // namespace

result<behaviour> parse_behaviour(const json& document, const behaviour& before) {
  if (!document.is_object()) return error(errc::invalid_argument, "behaviour: an object is expected");
  behaviour made = before;
  for (const auto& [name, value] : document.items()) {
    if (auto mistake = read_member(name, value, made))
      return error(errc::invalid_argument, std::move(*mistake));
  }
  return made;
}

json to_json(const behaviour& shown) {
  const bool is_production = shown.environment == apns_environment::production;
  return json{{"latency_ms", shown.latency.count()},
              {"jitter_ms", shown.jitter.count()},
              {"max_streams", shown.max_streams},
              {"apns_environment", is_production ? "production" : "development"},
              {"token_lifetime_s", shown.token_lifetime.count()},
              {"callback_origin", shown.callback_origin},
              {"callback_step_ms", shown.callback_step.count()},
              {"greylist_ms", shown.greylist.count()}};
}

}  // namespace carillon::sandbox
