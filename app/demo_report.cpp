#include "app/demo_report.hpp"

#include <cstdint>
#include <cstdio>
#include <iostream>
#include <map>

#include "app/demo_progress.hpp"

namespace carillon::app {
namespace {

/// Our outcome for what the sandbox answered ("200", "410 Unregistered", "404 UNREGISTERED").
std::string outcome_of(const std::string& answer) {
  if (answer.starts_with("200")) return "delivered";
  if (answer.starts_with("410") || answer.find("UNREGISTERED") != std::string::npos) return "revoked";
  if (answer.starts_with("5") || answer.starts_with("429")) return "retry";
  return "failed";
}

using books = std::map<std::string, std::map<std::string, std::uint64_t>>;  // provider → outcome → count

books count_ours(const metrics_snapshot& ours) {
  books counted;
  for (const metric_sample& each : ours.samples()) {
    const bool is_final = each.name == "carillon_deliveries_total";
    const bool is_retry = each.name == "carillon_delivery_attempts_total" && each.label("outcome") == "retry";
    if (!is_final && !is_retry) continue;
    if (each.value > 0)
      counted[each.label("provider")][each.label("outcome")] += static_cast<std::uint64_t>(each.value);
  }
  return counted;
}

books count_theirs(const json& sandbox_counts) {
  books counted;
  for (const char* provider : {"apns", "fcm"}) {
    const auto found = sandbox_counts.find(provider);
    if (found == sandbox_counts.end()) continue;
    for (const auto& [answer, count] : found->items())
      counted[provider][outcome_of(answer)] += count.get<std::uint64_t>();
  }
  return counted;
}

}  // namespace

bool print_books(const metrics_snapshot& ours, const json& sandbox_counts) {
  const books mine = count_ours(ours);
  books theirs = count_theirs(sandbox_counts);
  bool do_agree = true;
  std::printf("%-10s %-12s %14s %14s\n", "provider", "outcome", "on our books", "sandbox saw");
  for (const auto& [provider, outcomes] : mine) {
    for (const auto& [outcome, count] : outcomes) {
      const bool was_asked = provider != "none";
      const std::uint64_t seen = theirs[provider][outcome];
      theirs[provider].erase(outcome);
      const bool is_equal = !was_asked || seen == count;
      do_agree = do_agree && is_equal;
      std::printf("%-10s %-12s %14s %14s%s\n", provider.c_str(), outcome.c_str(), grouped(count).c_str(),
                  was_asked ? grouped(seen).c_str() : "-", is_equal ? "" : "   <- differs");
    }
  }
  for (const auto& [provider, outcomes] : theirs) {
    for (const auto& [outcome, seen] : outcomes) {
      if (seen == 0) continue;
      do_agree = false;
      std::printf("%-10s %-12s %14s %14s   <- differs\n", provider.c_str(), outcome.c_str(), "0",
                  grouped(seen).c_str());
    }
  }
  std::printf(do_agree ? "The books agree.\n" : "The books DISAGREE.\n");
  return do_agree;
}

void print_events(const json& page) {
  const auto rows = page.find("data");
  if (rows == page.end() || !rows->is_array()) return;
  for (const json& row : *rows) {
    const json context = row.value("context", json::object());
    std::printf("%s  %-18s %-5d %-6s %s\n", row.value("timestamp", "").c_str(), row.value("type", "").c_str(),
                row.value("code", 0), context.value("provider", "").c_str(), row.value("log", "").c_str());
  }
}

void print_next_steps(const next_steps& known) {
  const auto address_in = [](std::string_view url) { return url.substr(url.find("://") + 3); };
  const auto api = known.is_kept_alive ? known.api : std::string("http://127.0.0.1:8080");
  std::cout << "Everything is in " << known.place.folder << " (delete it when you are done).\n";
  if (!known.is_kept_alive) {
    std::cout << "To go on by hand, start the two again on the same data:\n\n"
              << "  build/release/carillon-sandbox --data " << known.place.folder << "/sandbox --listen "
              << address_in(known.place.sandbox_origin) << " --control "
              << address_in(known.place.sandbox_control) << " &\n"
              << "  build/release/carillon serve --config " << known.settings
              << " --api.listen 127.0.0.1:8080 &\n\n";
  }
  std::cout << "Ask the server (this token keeps working there):\n\n"
            << "  TOKEN=" << known.token << "\n"
            << "  curl -s -H \"Authorization: Bearer $TOKEN\" " << api << "/v2/broadcasts/"
            << known.broadcast_id << "\n"
            << "  curl -s -H \"Authorization: Bearer $TOKEN\" '" << api << "/v2/events?limit=5'\n"
            << "  curl -s -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' \\\n"
            << "    -d '{\"title\":\"Hello\",\"recipients\":[{\"external_id\":\"user-1\"}]}' \\\n"
            << "    " << api << "/v2/broadcasts\n\n"
            << "What arrives, as its readers see it, is at " << known.place.sandbox_control << "/\n";
  if (known.is_kept_alive) std::cout << "Both run until you press Ctrl-C.\n";
}

}  // namespace carillon::app
