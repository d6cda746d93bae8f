// One row of the catalogue made ready to be asked: its sample's account, a message, and items that go to as
// many different addresses as wanted; and what no answer may do to who reads it. For the contract suite and
// its fuzz target.
#pragma once

#include <array>
#include <deque>
#include <string>
#include <vector>

#include "providers/catalogue.hpp"

namespace carillon::test {

inline constexpr auto contract_time = from_unix_ms(1'800'000'000'000);

class contract_subject {
 public:
  /// Of a row that opens; its sample must.
  explicit contract_subject(const providers::row& of) : facts(of.facts), row_(of) {
    if (of.sample != nullptr) config = of.sample();
    account = of.open(config).value();
    who_.id = user_id::make(contract_time);
    who_.external_id = "u-1";
    who_.email = "person@example.com";
  }

  const providers::traits& facts;
  json config = json::object();
  std::shared_ptr<const providers::account> account;

  /// What it proves itself by, for requests to that origin; empty without a credential plan.
  std::string authorization(const std::string& origin) const {
    const auto* const plan = account->credential();
    if (plan == nullptr) return {};
    if (plan->issuer() != nullptr) return "Bearer of-nobody";
    return std::string(plan->mint(origin, contract_time).text.reveal());
  }

  providers::message words() const {
    providers::message made;
    made.broadcast = broadcast_id::make(contract_time);
    made.over = facts.over;
    made.title = "Order 1 is on its way";
    made.content = "It comes tomorrow: \u00e4\U0001f69a <b>&amp;";
    made.action_url = "https://shop.example/orders/1";
    made.category = "order.sent";
    made.custom_attributes = {{"order", 1}};
    return made;
  }

  /// Alive as long as this.
  std::vector<providers::item> items(std::size_t count) {
    std::vector<providers::item> made;
    for (std::size_t number = 0; number < count; ++number) {
      made.push_back({.to = address_of(number),
                      .notification = notification_id::make(contract_time),
                      .delivery = delivery_id::make(contract_time),
                      .unread = 2,
                      .unseen = 1,
                      .who = facts.needs_profile ? &who_ : nullptr});
    }
    return made;
  }

 private:
  providers::address address_of(std::size_t number) {
    const auto digits = std::to_string(1000 + number);
    if (facts.address == providers::reached_by::mailbox) return {.text = keep("u" + digits + "@example.com")};
    if (facts.address == providers::reached_by::phone) return {.text = keep("+1500555" + digits)};
    auto& token = tokens_.emplace_back(row_.sample_token());
    auto& text = facts.token_urls.empty() ? token["device_token"]
                                          : token[json::json_pointer(std::string(facts.token_urls.front()))];
    auto spelled = text.get<std::string>();
    spelled.replace(spelled.size() - digits.size() - 1, digits.size(), digits);
    text = spelled;
    const bool is_device = facts.address == providers::reached_by::device;
    return {.text = keep(spelled), .details = is_device ? nullptr : &token};
  }
  std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }

  const providers::row& row_;
  providers::person who_;
  std::deque<json> tokens_;
  std::deque<std::string> texts_;
};

/// What an answer is before it was told.
inline const providers::answer& untouched() {
  static const providers::answer value{.reason = 0x7777, .text = "untouched"};
  return value;
}

/// What is wrong with an answer to whatever response; null when nothing is.
inline const char* fault_of(const providers::answer& told, const providers::traits& facts) {
  const bool is_row = told.reason == 0 || told.reason == 0xffff || told.reason <= facts.answers.size();
  if (!is_row) return "its reason is a row of the table, none, or unlisted";
  if (told.text.size() > 200 || !is_valid_utf8(told.text)) return "its text is short and UTF-8";
  if (told.text.find_first_of(std::string_view("\r\n\0", 3)) != told.text.npos) return "its text is one line";
  if (told.wait < std::chrono::milliseconds(0)) return "its wait is none or positive";
  if (told.remote_id.size() > 1024) return "the provider's own id is short";
  return nullptr;
}

/// Reads, and demands of the reader that it filled all of `asked` and nothing else: what it did wrong, or
/// null.
inline const char* fault_in_reading(const providers::request_template& reader,
                                    const net::wire_response& response,
                                    std::span<const providers::item> asked, const providers::traits& facts) {
  std::vector<providers::answer> told(asked.size() + 1, untouched());
  reader.read(response, asked, contract_time, std::span(told).first(asked.size()));
  if (told.back().reason != untouched().reason) return "one answer an item, and no more";
  for (std::size_t each = 0; each < asked.size(); ++each) {
    if (const auto* fault = fault_of(told[each], facts)) return fault;
  }
  return nullptr;
}

}  // namespace carillon::test
