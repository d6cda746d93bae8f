#include "providers/catalogue.hpp"

#include <algorithm>
#include <array>

#include "providers/apns/account.hpp"
#include "providers/apns/override.hpp"
#include "providers/apns/traits.hpp"
#include "providers/expo/account.hpp"
#include "providers/expo/override.hpp"
#include "providers/expo/traits.hpp"
#include "providers/fcm/account.hpp"
#include "providers/fcm/override.hpp"
#include "providers/fcm/traits.hpp"
#include "providers/mailgun/account.hpp"
#include "providers/mailgun/feedback.hpp"
#include "providers/mailgun/override.hpp"
#include "providers/mailgun/traits.hpp"
#include "providers/ping_email/account.hpp"
#include "providers/ping_email/traits.hpp"
#include "providers/sendgrid/account.hpp"
#include "providers/sendgrid/feedback.hpp"
#include "providers/sendgrid/override.hpp"
#include "providers/sendgrid/traits.hpp"
#include "providers/ses/account.hpp"
#include "providers/ses/feedback.hpp"
#include "providers/ses/override.hpp"
#include "providers/ses/traits.hpp"
#include "providers/slack/account.hpp"
#include "providers/slack/renewal.hpp"
#include "providers/slack/request.hpp"
#include "providers/slack/traits.hpp"
#include "providers/smtp/account.hpp"
#include "providers/smtp/traits.hpp"
#include "providers/teams/account.hpp"
#include "providers/teams/traits.hpp"
#include "providers/twilio/account.hpp"
#include "providers/twilio/callback.hpp"
#include "providers/twilio/request.hpp"
#include "providers/twilio/traits.hpp"
#include "providers/web_push/account.hpp"
#include "providers/web_push/override.hpp"
#include "providers/web_push/traits.hpp"

namespace carillon::providers {

std::span<const row> catalogue() noexcept {
  static const std::array rows{
      row{.facts = apns::facts(),
          .config_rule = apns::config_rule,
          .sample = apns::sample,
          .token_rule = apns::token_rule,
          .sample_token = apns::sample_token,
          .check_override = apns::check_override,
          .open = apns::open},
      row{.facts = fcm::facts(),
          .config_rule = fcm::config_rule,
          .sample = fcm::sample,
          .token_rule = fcm::token_rule,
          .sample_token = fcm::sample_token,
          .check_override = fcm::check_override,
          .open = fcm::open},
      row{.facts = expo::facts(),
          .config_rule = expo::config_rule,
          .sample = expo::sample,
          .token_rule = expo::token_rule,
          .sample_token = expo::sample_token,
          .check_override = expo::check_override,
          .open = expo::account::open},
      row{.facts = web_push::facts(),
          .config_rule = web_push::config_rule,
          .sample = web_push::sample,
          .token_rule = web_push::token_rule,
          .sample_token = web_push::sample_token,
          .check_override = web_push::check_override,
          .open = web_push::account::open},
      row{.facts = ses::facts(),
          .config_rule = ses::config_rule,
          .sample = ses::sample,
          .check_override = ses::check_override,
          .read_notice = ses::read_notice,
          .open = ses::open},
      row{.facts = sendgrid::facts(),
          .config_rule = sendgrid::config_rule,
          .sample = sendgrid::sample,
          .check_override = sendgrid::check_override,
          .read_feedback = sendgrid::read_feedback,
          .open = sendgrid::open},
      row{.facts = mailgun::facts(),
          .config_rule = mailgun::config_rule,
          .sample = mailgun::sample,
          .check_override = mailgun::check_override,
          .read_feedback = mailgun::read_feedback,
          .open = mailgun::open},
      row{.facts = ping_email::facts(),
          .config_rule = ping_email::config_rule,
          .sample = ping_email::sample,
          .open = ping_email::open},
      row{.facts = smtp::facts(),
          .config_rule = smtp::config_rule,
          .sample = smtp::sample,
          .open = smtp::open},
      row{.facts = twilio::facts(),
          .config_rule = twilio::config_rule,
          .sample = twilio::sample,
          .check_override = twilio::check_override,
          .open = twilio::open,
          .read_callback = twilio::read_callback},
      row{.facts = slack::facts(),
          .config_rule = slack::config_rule,
          .sample = slack::sample,
          .token_rule = slack::token_rule,
          .sample_token = slack::sample_token,
          .check_override = slack::check_override,
          .open = slack::open,
          .renewal = &slack::rotation()},
      row{.facts = teams::facts(),
          .token_rule = teams::token_rule,
          .sample_token = teams::sample_token,
          .open = teams::open},
  };
  return rows;
}

const row* find_row(provider via) noexcept {
  const auto rows = catalogue();
  const auto found = std::ranges::find(rows, via, [](const row& one) { return one.facts.via; });
  return found == rows.end() ? nullptr : &*found;
}

const row* find_row(std::string_view kind) noexcept {
  const auto rows = catalogue();
  const auto found = std::ranges::find(rows, kind, [](const row& one) { return one.facts.kind; });
  return found == rows.end() ? nullptr : &*found;
}

const std::vector<std::string_view>& places() {
  static const auto all = [] {
    std::vector<std::string_view> made;
    for (const auto& row : catalogue())
      made.insert(made.end(), row.facts.places.begin(), row.facts.places.end());
    std::ranges::sort(made);
    return made;
  }();
  return all;
}

}  // namespace carillon::providers
