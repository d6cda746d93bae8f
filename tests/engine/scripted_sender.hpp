// Senders without connections: an account that says what the test wants, and a carrier that keeps requests
// until the test answers them. Chunks to go with them. No sockets, no Redis.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/chunks/chunk.hpp"
#include "engine/routing/routes.hpp"

namespace carillon::engine::test {

/// Requests on their way, in the order they came.
class scripted_carrier final : public carrier {
 public:
  void submit(net::exchange& exchange) override { waiting.push_back(&exchange); }
  void cancel(net::exchange& exchange) override {
    std::erase(waiting, &exchange);
    exchange.on_failure(net::transport_failure::cancelled);
  }
  void retire_connections() override { ++retired; }
  std::size_t streams() const noexcept override { return most; }

  /// Of the oldest one.
  void answer(int status, std::string body = {}) {
    auto& next = take();
    next.response.status = status;
    next.response.body = std::move(body);
    next.on_response();
  }
  void fail(net::transport_failure failure) { take().on_failure(failure); }
  std::string body(std::size_t place = 0) const { return waiting.at(place)->request.body; }

  std::deque<net::exchange*> waiting;
  int retired = 0;
  std::size_t most = 1'000;  ///< streams()

 private:
  net::exchange& take() {
    auto& next = *waiting.at(0);
    waiting.pop_front();
    return next;
  }
};

/// What each delivery is told: by its address and the response.
using reading = std::function<providers::answer(const net::wire_response&, const providers::item&)>;

/// The class of an answer by status alone, unless the body is a class's name.
inline providers::answer by_status(const net::wire_response& response, const providers::item&) {
  return providers::make_unlisted(response, "", {});
}

/// The body is the addresses, joined by commas. "huge" is too large with others, "bad" cannot be sent.
class scripted_template final : public providers::request_template {
 public:
  explicit scripted_template(reading read) : read_(std::move(read)) {}
  result<void> fill(std::span<const providers::item> items, std::string_view authorization, timestamp,
                    net::wire_request& out) const override {
    out.clear();
    for (const auto& each : items) {
      if (each.to.text == "bad") return error(errc::corrupted, "not an address");
      if (each.to.text == "huge" && items.size() > 1) return error(errc::too_large, "too much together");
      out.body.append(out.body.empty() ? "" : ",").append(each.to.text);
    }
    out.headers.push_back({"authorization", std::string(authorization)});
    return {};
  }
  void read(const net::wire_response& response, std::span<const providers::item> asked, timestamp,
            std::span<providers::answer> told) const override {
    for (std::size_t each = 0; each < asked.size(); ++each) told[each] = read_(response, asked[each]);
  }

 private:
  reading read_;
};

class scripted_account final : public providers::account {
 public:
  std::vector<providers::destination> destinations() const override {
    if (has_own_origins) return {};
    return {{.place = "", .url = "https://provider.example"}};
  }
  std::optional<std::size_t> serves(const providers::address&) const override {
    return has_own_origins ? own_origin : 0;
  }
  result<providers::destination> destination_of(const providers::address& to) const override {
    if (to.text == "bad") return error(errc::invalid_argument, "no URL");
    return providers::destination{.place = "", .url = std::string(to.text), .is_foreign = true};
  }
  const providers::credential_plan* credential() const noexcept override { return plan.get(); }
  std::unique_ptr<providers::request_template> compose(const providers::message&, timestamp) const override {
    return std::make_unique<scripted_template>(read);
  }

  std::uint64_t paced_as(const providers::address&) const override { return counted_as; }

  reading read = by_status;
  std::uint64_t counted_as = 0;
  bool has_own_origins = false;
  std::shared_ptr<const providers::credential_plan> plan;
};

/// A sender of that account, its carriers by origin, and what it told people.
struct scripted_sender {
  explicit scripted_sender(providers::traits facts_ = {.via = provider::expo, .kind = "expo"},
                           std::shared_ptr<scripted_account> account_ = std::make_shared<scripted_account>(),
                           std::optional<providers::rate> ceiling = {})
      : facts(facts_), account(std::move(account_)) {
    sender_tools tools{
        .connect = [this](const providers::destination& to) -> result<std::shared_ptr<carrier>> {
          auto& found = carriers[to.url];
          if (!found) found = std::make_shared<scripted_carrier>();
          return std::shared_ptr<carrier>(found);
        },
        .on_trouble = [this](sender&, trouble what) { troubles.push_back(what.words); },
        .on_recovered = [this](sender&) { ++recoveries; },
        .vault = vault,
        .ceiling = ceiling};
    made = sender::make({.project = {}, .integration = {}, .version = 1}, facts, account, std::move(tools))
               .value();
  }
  scripted_sender(const scripted_sender&) = delete;
  scripted_sender& operator=(const scripted_sender&) = delete;
  scripted_carrier& at(const std::string& url = "https://provider.example") { return *carriers.at(url); }
  outlet& first(std::string_view text = "a") {
    return *made->outlet_for({.text = text}, std::chrono::steady_clock::now()).value();
  }

  providers::traits facts;
  std::shared_ptr<scripted_account> account;
  token_vault vault;
  std::map<std::string, std::shared_ptr<scripted_carrier>> carriers;
  std::vector<std::string> troubles;
  int recoveries = 0;
  std::shared_ptr<sender> made;
};

/// One recipient with one address each: of devices of `whose`, or of profiles (none).
struct scripted_chunk {
  std::vector<std::vector<std::string>> addresses;  ///< of each recipient
  provider whose = provider::expo;
  channel over = channel::mobile_push;
  std::vector<delivery_state> states{};  ///< of each, before; empty: all pending
  std::map<provider, std::int64_t> not_before_ms{};
  std::vector<std::string> unsubscribe_urls{};      ///< of each
  std::chrono::milliseconds foreign_life{600'000};  ///< from the claim on, of addresses with their own origin
};

inline constexpr std::int64_t claimed_at_ms = 1'000'000;

inline std::shared_ptr<chunk> open_chunk(const scripted_chunk& wanted,
                                         std::vector<std::shared_ptr<sender>> senders) {
  queue::claimed_job job;
  job.via = wanted.over;
  job.urgency = lane::standard;
  job.count = static_cast<std::uint32_t>(wanted.addresses.size());
  job.outcomes.assign(job.count, '\0');
  for (std::size_t each = 0; each < wanted.states.size(); ++each) {
    const bool was_tried = wanted.states[each] == delivery_state::retry;
    job.outcomes[each] = static_cast<char>(static_cast<int>(wanted.states[each]) | (was_tried ? 0x10 : 0));
  }
  job.claimed_ms = claimed_at_ms;
  job.created_ms = claimed_at_ms - 10;
  job.not_before_ms = wanted.not_before_ms;
  job.lease_until = std::chrono::steady_clock::now() + std::chrono::hours(1);
  auto held = std::make_shared<held_job>(std::move(job), std::chrono::seconds(30));
  auto made = std::make_shared<chunk>(held, 0.5);

  chunk_materials materials;
  materials.expires_ms = claimed_at_ms + 3'600'000;
  materials.foreign_expires_ms = claimed_at_ms + wanted.foreign_life.count();
  materials.routes = std::make_shared<const routes>(std::move(senders), integration_kinds{});
  materials.addresses.resize(wanted.addresses.size());
  materials.unsubscribe_urls = wanted.unsubscribe_urls;
  std::uint64_t hash = 0;
  for (std::size_t each = 0; each < wanted.addresses.size(); ++each) {
    auto& who = materials.recipients.emplace_back();
    who.offset = static_cast<std::uint16_t>(each);
    for (const auto& text : wanted.addresses[each]) {
      auto& added = materials.addresses[each].emplace_back();
      added.whose = wanted.whose;
      added.text = text;
      added.hash = ++hash;
    }
  }
  materials.words.common =
      std::make_shared<rendition>(broadcast_id{}, std::make_shared<const json>(json::object()),
                                  step_times{.begins_ms = claimed_at_ms, .expires_ms = materials.expires_ms});
  made->open(std::move(materials));
  return made;
}

/// What was recorded so far, in order, and handed to nobody else.
inline std::vector<queue::delivery_record> records_of(chunk& of) {
  std::vector<queue::delivery_record> all;
  while (of.outcomes().waiting() > 0) {
    const auto more = queue::unpack_records(of.outcomes().take().records).value();
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

inline std::vector<delivery_state> states_of(chunk& of) {
  std::vector<delivery_state> all;
  for (const auto& each : records_of(of)) all.push_back(each.state);
  return all;
}

}  // namespace carillon::engine::test
