#include "app/demo_person.hpp"

#include <array>
#include <chrono>
#include <thread>

#include "app/http_call.hpp"
#include "providers/catalogue.hpp"

namespace carillon::app {
namespace {

constexpr const char* category = "everywhere";
constexpr auto patience = std::chrono::seconds(60);
constexpr auto poll_every = std::chrono::milliseconds(50);
/// Beside the crowd's two. One account a channel.
constexpr std::array kinds{"expo", "web_push", "sendgrid", "twilio", "slack"};

json account(std::string_view kind) {
  return providers::find_row(kind)->sample();
}

result<void> save_accounts(const demo_person& known) {
  for (const std::string kind : kinds) {
    const auto saved = ask_json("PUT", known.api + "/v2/integrations/" + kind, known.token, account(kind));
    if (!saved) return saved.error();
  }
  json steps = json::array();
  for (const auto each : channel_names()) steps.push_back({{"channel", each}});
  const auto planned = ask_json("POST", known.api + "/v2/channels/deliveryconfig/categories", known.token,
                                {{"category", category}, {"channels", std::move(steps)}});
  return planned ? result<void>() : planned.error();
}

/// As a browser would: it asks for the site's key, subscribes with its vendor, and hands the subscription in.
result<json> subscribe(const demo_person& known) {
  const auto start =
      ask_json("POST", known.api + "/v2/integrations/web_push/installations/start", known.user_token);
  if (!start) return start.error();
  const auto made = ask_json("POST", known.place.sandbox_control + "/control/subscriptions", "",
                             {{"public_key", start->value("public_key", "")},
                              {"names", {person_name}},
                              {"origin", known.place.sandbox_origin}});
  if (!made) return made.error();
  return made->at("subscriptions").at(0);
}

result<void> save_addresses(const demo_person& known) {
  const auto profile = ask_json("PUT", known.api + "/v2/users", known.token,
                                {{"external_id", person_name},
                                 {"first_name", "Ada"},
                                 {"email", "ada@mail.example.com"},
                                 {"phone_numbers", {"+15550100"}}});
  if (!profile) return profile.error();
  const auto subscription = subscribe(known);
  if (!subscription) return subscription.error();
  const auto hook = [&](const std::string& path) {
    return json{{"webhook", {{"url", known.place.sandbox_origin + path}}}};
  };
  const std::string phone = "/v2/channels/mobile_push/";
  for (const auto& [path, token] : {
           std::pair{phone + "apns/tokens", json{{"device_token", std::string(64, 'a')}}},
           {phone + "fcm/tokens",
            json{{"device_token", std::string(22, 'a') + ":APA91b" + std::string(123, 'a')}}},
           {phone + "expo/tokens", providers::find_row("expo")->sample_token()},
           {"/v2/channels/web_push/tokens", *subscription},
           {"/v2/channels/slack/tokens", hook("/services/T0/B0/ada")},
           {"/v2/channels/teams/tokens", hook("/workflows/ada/invoke")},
       }) {
    const auto saved = ask_json("POST", known.api + path, known.user_token, token);
    if (!saved) return saved.error();
  }
  return {};
}

result<void> wait_processed(const demo_person& known, const std::string& broadcast) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (std::chrono::steady_clock::now() < deadline) {
    const auto shown = ask_json("GET", known.api + "/v2/broadcasts/" + broadcast, known.token);
    if (!shown) return shown.error();
    if (shown->value(json::json_pointer("/status/status"), "") == "processed") return {};
    std::this_thread::sleep_for(poll_every);
  }
  return error(errc::timeout,
               "broadcast " + broadcast + " is not processed; logs are in " + known.place.folder);
}

}  // namespace

json person_credentials() {
  const auto part = [](std::string_view kind, std::initializer_list<std::string> fields) {
    const auto whole = account(kind);
    json trusted;
    for (const auto& field : fields) trusted[field] = whole.at(field);
    return json::array({std::move(trusted)});
  };
  return {{"expo", part("expo", {"access_token"})},
          {"web_push", part("web_push", {"public_key"})},
          {"sendgrid", part("sendgrid", {"api_key"})},
          {"twilio", part("twilio", {"account_sid", "api_key", "api_secret"})}};
}

result<json> reach_one_person(const demo_person& known) {
  if (auto saved = save_accounts(known); !saved) return saved.error();
  if (auto saved = save_addresses(known); !saved) return saved.error();
  const auto posted = ask_json("POST", known.api + "/v2/broadcasts", known.token,
                               {{"title", "Dinner is ready"},
                                {"content", "One broadcast, wherever you are."},
                                {"action_url", "https://example.com/dinner"},
                                {"category", category},
                                {"recipients", {{{"external_id", person_name}}}}});
  if (!posted) return posted.error();
  const auto broadcast = posted->value("id", "");
  if (auto done = wait_processed(known, broadcast); !done) return done.error();
  const auto page = ask_json("GET", known.api + "/v2/events?limit=50", known.token);
  if (!page) return page.error();
  json rows = json::array();
  for (const auto& row : page->value("data", json::array())) {
    const bool is_delivery = row.value("type", "").starts_with("delivery.");
    if (is_delivery && row.value(json::json_pointer("/context/broadcast_id"), "") == broadcast)
      rows.push_back(row);
  }
  return json{{"data", std::move(rows)}};
}

}  // namespace carillon::app
