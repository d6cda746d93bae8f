#include "sandbox/desks.hpp"

#include <algorithm>

#include "sandbox/apns/apns_desk.hpp"
#include "sandbox/expo/expo_desk.hpp"
#include "sandbox/expo/receipt_desk.hpp"
#include "sandbox/fcm/fcm_desk.hpp"
#include "sandbox/fcm/token_desk.hpp"
#include "sandbox/mailgun/mailgun_desk.hpp"
#include "sandbox/ping_email/ping_desk.hpp"
#include "sandbox/sendgrid/sendgrid_desk.hpp"
#include "sandbox/ses/ses_desk.hpp"
#include "sandbox/slack/slack_desk.hpp"
#include "sandbox/smtp/smtp_desk.hpp"
#include "sandbox/teams/teams_desk.hpp"
#include "sandbox/twilio/twilio_desk.hpp"
#include "sandbox/web_push/push_desk.hpp"
#include "sandbox/webhook/webhook_desk.hpp"

namespace carillon::sandbox {

std::vector<std::unique_ptr<desk>> make_desks(const desk_options& how) {
  std::vector<std::unique_ptr<desk>> made;
  made.push_back(std::make_unique<apns_desk>(how.is_verified));
  const auto google = std::make_shared<google_accounts>();
  made.push_back(std::make_unique<fcm_desk>(google, how.is_verified));
  made.push_back(std::make_unique<token_desk>(google));
  const auto expo = std::make_shared<expo_service>();
  made.push_back(std::make_unique<expo_desk>(expo, how.is_verified));
  made.push_back(std::make_unique<receipt_desk>(expo, how.is_verified));
  made.push_back(
      std::make_unique<push_desk>(how.is_verified, browser(how.secrets("browser", browser::make_keys))));
  made.push_back(std::make_unique<ses_desk>(how.is_verified));
  made.push_back(std::make_unique<sendgrid_desk>(how.is_verified));
  made.push_back(std::make_unique<mailgun_desk>(how.is_verified));
  made.push_back(std::make_unique<ping_desk>());
  how.mail_accounts->is_verified = how.is_verified;
  made.push_back(std::make_unique<smtp_desk>(how.mail_accounts));
  made.push_back(std::make_unique<twilio_desk>(how.is_verified));
  made.push_back(std::make_unique<slack_desk>(how.is_verified));
  made.push_back(std::make_unique<teams_desk>());
  made.push_back(std::make_unique<webhook_desk>(how.is_verified));
  return made;
}

std::span<const desk_facts* const> desk_list() noexcept {
  static const auto list = [] {
    std::vector<const desk_facts*> facts;
    for (const auto& each : make_desks({})) facts.push_back(&each->facts());
    return facts;
  }();
  return list;
}

const desk_facts* find_desk(std::string_view name) noexcept {
  const auto list = desk_list();
  const auto found = std::ranges::find(list, name, [](const desk_facts* each) { return each->name; });
  return found == list.end() ? nullptr : *found;
}

}  // namespace carillon::sandbox
