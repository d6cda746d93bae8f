#include "sandbox/twilio/twilio_desk.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <ranges>
#include <utility>

#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "base/json.hpp"
#include "net/url.hpp"
#include "sandbox/canned.hpp"
#include "sandbox/credential_entry.hpp"
#include "sandbox/fast_lane.hpp"
#include "sandbox/twilio/status_callbacks.hpp"
#include "sandbox/twilio/twilio_errors.hpp"

namespace carillon::sandbox {
namespace {

constexpr desk_facts twilio_facts{
    .name = "twilio",
    .route = "POST /2010-04-01/Accounts/<sid>/Messages.json",
    .plays = "Twilio: Basic credentials, the form, numbers",
    .channel = "sms",
    .label = "Twilio",
};
constexpr std::string_view prefix = "/2010-04-01/Accounts/";
constexpr std::string_view suffix = "/Messages.json";
constexpr std::size_t most_kept = 1000;
constexpr std::size_t longest_body = 1600;

/// Twilio's test numbers and what it answers to them.
struct magic_number {
  std::string_view number, key;
};
constexpr auto magic_numbers = std::to_array<magic_number>({{"+15005550001", "21211"},
                                                            {"+15005550002", "21612"},
                                                            {"+15005550003", "21408"},
                                                            {"+15005550004", "21610"},
                                                            {"+15005550009", "21614"}});

answer refused(std::string_view key) {
  return make_twilio_error(*find_twilio_error(key));
}

bool is_e164(std::string_view number) noexcept {
  return number.size() >= 3 && number.size() <= 16 && number[0] == '+' &&
         std::ranges::all_of(number.substr(1), [](char c) { return c >= '0' && c <= '9'; });
}

/// UTF-16 units, as the limit counts.
std::size_t length_of(std::string_view text) noexcept {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    units += byte >= 0xf0 ? 2 : (byte & 0xc0U) == 0x80U ? 0 : 1;
  }
  return units;
}

/// "AC…" of the path, or empty.
std::string_view sid_of(std::string_view path) {
  path = path.substr(0, path.find('?'));
  if (!path.starts_with(prefix) || !path.ends_with(suffix)) return {};
  if (path.size() <= prefix.size() + suffix.size()) return {};
  path.remove_prefix(prefix.size());
  path.remove_suffix(suffix.size());
  return path.find('/') == path.npos ? path : std::string_view();
}

/// "Thu, 24 Aug 2023 05:01:45 +0000"
std::string rfc2822(timestamp time) {
  const auto seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 40> text{};
  const auto size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S +0000", &parts);
  return {text.data(), size};
}

/// 1 to 1000; else what it was.
void parse_page_size(std::string_view digits, std::size_t& size) noexcept {
  std::size_t given = 0;
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), given);
  if (ec == std::errc() && end == digits.data() + digits.size() && given >= 1 && given <= 1000) size = given;
}

std::optional<answer> refuse_fields(const form& message) {
  if (message["To"].empty()) return refused("21604");
  if (!message.has("From") && !message.has("MessagingServiceSid")) return refused("21603");
  const bool has_content = message.has("Body") || message.has("MediaUrl") || message.has("ContentSid");
  if (!has_content) return refused("21602");
  if (!is_e164(message["To"])) return refused("21211");
  if (length_of(message["Body"]) > longest_body) return refused("21617");
  if (message.has("StatusCallback") && !net::parse_url(message["StatusCallback"])) return refused("21609");
  const auto magic = std::ranges::find(magic_numbers, message["To"], &magic_number::number);
  if (magic != magic_numbers.end()) return refused(magic->key);
  return std::nullopt;
}

}  // namespace

const desk_facts& twilio_desk::facts() const noexcept {
  return twilio_facts;
}

bool twilio_desk::serves(const incoming& request) const noexcept {
  return request.path.starts_with(prefix);
}

std::optional<answer> twilio_desk::refuse_caller(const incoming& request, std::string_view sid) const {
  if (sid.empty()) return refused("20404");
  if (!is_verified_) return std::nullopt;
  const auto known = std::ranges::find(accounts_, sid, &twilio_account::sid);
  if (known == accounts_.end()) return refused("20003");
  if (!constant_time_equal(known->authorization, request.header("authorization"))) return refused("20003");
  return std::nullopt;
}

void twilio_desk::judge(const incoming& request, const visit& at, verdict& made) {
  const auto message = request.method == "POST" ? form::parse(request.body) : std::nullopt;
  if (message) made.subject.token = (*message)["To"];
  if (auto no = refuse_caller(request, sid_of(request.path))) {
    made.reply = std::move(*no);
    return;
  }
  if (request.method == "GET") {
    const auto query = request.path.find('?');
    made.reply = list(query == request.path.npos ? std::string_view() : request.path.substr(query + 1));
    return;
  }
  const bool is_form = request.header("content-type").starts_with("application/x-www-form-urlencoded");
  if (!message || !is_form) {
    made.reply = refused("21604");
    return;
  }
  auto no = refuse_fields(*message);
  made.reply = no ? std::move(*no) : take(sid_of(request.path), *message, at.now);
}

/// What a fault kept from being taken is not listed.
void twilio_desk::note_end(verdict& made, const behaviour& how) {
  if (!std::exchange(is_last_new_, false)) return;
  const bool is_taken = made.reply.is_success() && (made.is_answered() || made.misbehaviour.is_accepted);
  if (!is_taken) return taken_.pop_back();
  const auto& last = taken_.back();
  if (last.callback_url.empty()) return;
  made.calls = status_callbacks({.account_sid = last.account_sid,
                                 .sid = last.sid,
                                 .to = last.to,
                                 .from = last.from,
                                 .callback_url = last.callback_url,
                                 .auth_token = std::string(auth_token_of(last.account_sid)),
                                 .step = how.callback_step});
}

std::string_view twilio_desk::auth_token_of(std::string_view account_sid) const noexcept {
  const auto known = std::ranges::find(accounts_, account_sid, &twilio_account::sid);
  return known == accounts_.end() ? std::string_view() : known->auth_token;
}

answer twilio_desk::take(std::string_view account_sid, const form& message, timestamp now) {
  taken_.push_back({.account_sid = std::string(account_sid),
                    .sid = "SM" + hex_encode(random_string(16)),
                    .to = std::string(message["To"]),
                    .from = std::string(message["From"]),
                    .body = std::string(message["Body"]),
                    .callback_url = std::string(message["StatusCallback"]),
                    .made = now});
  is_last_new_ = true;
  if (taken_.size() > most_kept) taken_.pop_front();
  const auto& last = taken_.back();
  answer reply;
  reply.status = 201;
  reply.content_type = "application/json";
  reply.body = dump_json({{"sid", last.sid},
                          {"status", "queued"},
                          {"to", last.to},
                          {"from", last.from},
                          {"body", last.body},
                          {"error_code", nullptr}});
  return reply;
}

answer twilio_desk::list(std::string_view query) const {
  const auto wanted = form::parse(query);
  const auto to = wanted ? (*wanted)["To"] : std::string_view();
  std::size_t page_size = 50;
  if (wanted) parse_page_size((*wanted)["PageSize"], page_size);
  auto messages = json::array();
  for (const auto& each : taken_ | std::views::reverse) {  // the newest first
    if (!to.empty() && each.to != to) continue;
    messages.push_back({{"sid", each.sid},
                        {"to", each.to},
                        {"from", each.from},
                        {"body", each.body},
                        {"direction", "outbound-api"},
                        {"status", "queued"},
                        {"error_code", nullptr},
                        {"date_created", rfc2822(each.made)}});
    if (messages.size() == page_size) break;
  }
  answer reply;
  reply.content_type = "application/json";
  reply.body = dump_json({{"messages", std::move(messages)}, {"next_page_uri", nullptr}});
  return reply;
}

answer twilio_desk::refuse(const canned_answer& wanted, timestamp) const {
  const auto* row =
      wanted.reason.empty() ? first_twilio_error(wanted.status) : find_twilio_error(wanted.reason);
  if (row == nullptr) row = find_twilio_error("20500");
  auto shown = *row;
  if (wanted.status != 0) shown.status = wanted.status;
  return make_twilio_error(shown);
}

bool twilio_desk::knows(std::string_view reason) const noexcept {
  return find_twilio_error(reason) != nullptr;
}

/// What is taken so is in no list.
std::size_t twilio_desk::accept_at_once(const incoming& request, answer& reply) const {
  constexpr std::string_view magic = "To=%2B1500555";
  if (!is_plain_post(request) || request.body.find(magic) != request.body.npos) return 0;
  reply.status = 201;
  reply.content_type = "application/json";
  reply.body = R"({"sid":"SM00000000000000000000000000000000","status":"queued","error_code":null})";
  return 1;
}

result<std::function<void()>> twilio_desk::read_credentials(const json& listed) {
  auto accounts = read_entries<twilio_account>(listed, [](const json& entry) -> result<twilio_account> {
    auto sid = read_text(entry, "account_sid");
    if (!sid) return sid.error();
    const auto key = read_text(entry, "api_key");
    if (!key) return key.error();
    const auto password = read_text(entry, "api_secret");
    if (!password) return password.error();
    auto auth_token = read_text_or(entry, "auth_token", "");
    if (!auth_token) return auth_token.error();
    return twilio_account{std::move(*sid), "Basic " + base64_encode(*key + ':' + *password),
                          std::move(*auth_token)};
  });
  if (!accounts) return accounts.error();
  return std::function<void()>([this, accounts = std::move(*accounts)] { accounts_ = accounts; });
}

}  // namespace carillon::sandbox
