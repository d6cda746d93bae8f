#include "engine/chunks/address_book.hpp"

#include <algorithm>

#include "base/address_form.hpp"
#include "base/damaged_row.hpp"
#include "engine/chunks/workspace_access.hpp"
#include "providers/catalogue.hpp"
#include "store/canonical_email.hpp"

namespace carillon::engine {
namespace {

using providers::reached_by;
using queue::own_reason;

bool is_in_profile(reached_by kind) noexcept {
  return kind == reached_by::mailbox || kind == reached_by::phone;
}

/// Some account of the channel finds its addresses there.
bool reads_profiles(channel over) noexcept {
  return std::ranges::any_of(providers::catalogue(), [&](const providers::row& row) {
    return row.facts.over == over && is_in_profile(row.facts.address);
  });
}

bool names_people(const routes& by, channel over) noexcept {
  return std::ranges::any_of(by.senders(), [&](const auto& each) {
    return each->facts().over == over && each->facts().needs_profile;
  });
}

/// The URL in what a subscription or a hook holds, if it has one.
std::string url_in(const json& details) {
  auto found = text_of(details, "endpoint");
  return found.empty() ? text_of(member_of(details, "webhook"), "url") : found;
}

void add(std::vector<known_address>& all, std::string text, std::uint64_t hash) {
  if (std::ranges::find(all, hash, &known_address::hash) != all.end()) return;
  auto& added = all.emplace_back();
  added.text = std::move(text);
  added.hash = hash;
}

task<known_address> open_token(worker_parts& parts, project_id project, user_id owner,
                               store::device_token token) {
  known_address made;
  made.whose = token.via;
  made.hash = token.hash;
  made.generation = token.generation;
  auto opened = co_await parts.channel_tokens.open(project, owner, std::move(token));
  if (opened) {
    made.text = url_in(*opened);
    made.details = std::move(*opened);
  } else {
    leave_out("token", owner.to_string(), opened.error());
    made.unusable = own_reason::invalid_address;
  }
  co_return made;
}

/// Mailboxes the project has sworn off are told so, each time its chunk is opened.
task<result<void>> mark_suppressed(worker_parts& parts, project_id project, chunk_materials& materials) {
  std::vector<std::string> texts;
  std::vector<known_address*> all;
  for (auto& found : materials.addresses) {
    for (auto& each : found) {
      texts.push_back(each.text);
      all.push_back(&each);
    }
  }
  const auto suppressed = co_await parts.suppressions.have(project, std::move(texts));
  if (!suppressed) co_return suppressed.error();
  for (std::size_t at = 0; at < all.size(); ++at) {
    if ((*suppressed)[at]) all[at]->unusable = own_reason::suppressed;
  }
  co_return result<void>();
}

}  // namespace

std::vector<provider> token_kinds_of(channel over) {
  std::vector<provider> all;
  for (const auto& row : providers::catalogue()) {
    if (row.facts.over == over && !is_in_profile(row.facts.address)) all.push_back(row.facts.via);
  }
  return all;
}

bool is_reached_by_device(channel over) {
  return std::ranges::any_of(providers::catalogue(), [&](const providers::row& row) {
    return row.facts.over == over && row.facts.address == reached_by::device;
  });
}

std::vector<known_address> addresses_in(const store::user& profile, channel over) {
  std::vector<known_address> all;
  if (over == channel::email && !profile.email.empty()) {
    add(all, profile.email, store::token_hash(store::canonical_email(profile.email)));
  }
  if (over == channel::sms) {
    for (const auto& number : profile.phone_numbers) {
      if (!number.empty()) add(all, number, store::token_hash(number));
    }
  }
  return all;
}

task<result<void>> find_addresses(worker_parts& parts, const queue::claimed_job& job,
                                  personal_variables& variables, chunk_materials& materials) {
  const bool has_profiles = reads_profiles(job.via);
  if (has_profiles || names_people(*materials.routes, job.via)) {
    auto loaded = co_await variables.load({.profiles = true});
    if (!loaded) co_return loaded;
    materials.people = variables.profiles();
  }
  materials.addresses.resize(materials.recipients.size());
  for (std::size_t each = 0; each < materials.recipients.size(); ++each) {
    const auto& who = materials.recipients[each];
    if (materials.decided[each] || who.is_deleted) continue;
    auto& found = materials.addresses[each];
    if (has_profiles) found = addresses_in(materials.people[each], job.via);
    for (const auto& device : who.devices) {
      if (is_sealed(device.via)) found.push_back(co_await open_token(parts, job.project, who.user, device));
    }
  }
  auto lent = co_await lend_access(parts, job, materials);
  if (!lent || job.via != channel::email) co_return lent;
  auto marked = co_await mark_suppressed(parts, job.project, materials);
  co_return marked;
}

}  // namespace carillon::engine
