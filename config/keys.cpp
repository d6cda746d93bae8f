#include "config/keys.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

namespace carillon::config {
namespace {

/// Levenshtein distance.
std::size_t distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    auto diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < to.size(); ++j) {
      const auto replaced = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

bool is_one_of(std::string_view text, std::string_view choices) {
  for (auto rest = choices; !rest.empty();) {
    const auto comma = std::min(rest.find(','), rest.size());
    if (rest.substr(0, comma) == text) return true;
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return false;
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 13> section_help{{
    {"", "The process as a whole."},
    {"redis", "The store and the queue."},
    {"api", "The REST API."},
    {"auth", "Who may call it."},
    {"ops", "Health and metrics."},
    {"worker", "Delivery."},
    {"retry", "What becomes of a delivery that failed for now."},
    {"retention", "How long what is over is kept."},
    {"receipts", "What providers say later of what they took."},
    {"providers", "Where providers are, and how hard they are used."},
    {"webhooks", "Outgoing webhooks."},
    {"dns", "How names become addresses."},
    {"log", "Lines on standard output."},
}};

}  // namespace

const key* find_key(std::string_view name) noexcept {
  const auto keys = all_keys();
  const auto found = std::ranges::find_if(keys, [&](const key& each) {
    const bool is_entry = each.at.written == form::table && name.size() > each.name.size() + 1 &&
                          name.starts_with(each.name) && name[each.name.size()] == '.';
    return each.name == name || is_entry;
  });
  return found == keys.end() ? nullptr : &*found;
}

std::string text_for(const key& which, std::string_view name, std::string_view text) {
  std::string out;
  if (name != which.name) out.append(name.substr(which.name.size() + 1)).append("=");
  return out.append(text);
}

std::string_view nearest_key(std::string_view name) {
  std::string_view nearest;
  // Further than half the name's length it is no slip of the finger any more.
  auto least = name.size() / 2 + 1;
  for (const auto& candidate : all_keys()) {
    const auto changes = distance(name, candidate.name);
    if (changes >= least) continue;
    least = changes;
    nearest = candidate.name;
  }
  return nearest;
}

std::string_view section_of(const key& of) noexcept {
  const auto dot = of.name.find('.');
  return dot == std::string_view::npos ? std::string_view() : of.name.substr(0, dot);
}

std::string_view help_of_section(std::string_view section) noexcept {
  const auto found = std::ranges::find(section_help, section, [](const auto& entry) { return entry.first; });
  return found == section_help.end() ? std::string_view() : found->second;
}

result<> set(settings& in, const key& which, std::string_view text) {
  if (!which.choices.empty() && !is_one_of(text, which.choices)) {
    return error(errc::invalid_argument, "must be one of " + std::string(which.choices));
  }
  if (which.verify != nullptr) {
    const auto verified = which.verify(text);
    if (!verified) return verified;
  }
  return which.at.assign(in, text, which.within);
}

std::string show_redacted(const settings& in, const key& which) {
  auto shown = which.at.show(in);
  return which.redact == nullptr ? shown : which.redact(shown);
}

}  // namespace carillon::config
