// A window with listeners that count, for tests without sockets and Redis.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "engine/sending/window.hpp"
#include "tests/engine/scripted_sender.hpp"

namespace carillon::engine {

class window_slots : public ::testing::Test {
 protected:
  window& make(unsigned slots = 10) {
    settings.worker.window = slots;
    settings.retry.base = std::chrono::seconds(1);
    made_.emplace(window_tools{.settings = settings,
                               .metrics = metrics,
                               .revoke =
                                   [this](dead_address address, revocation_callback done) {
                                     dead.push_back(address);
                                     verdicts.push_back(std::move(done));
                                   },
                               .look_for =
                                   [this](const doubt& about, sighting_callback done) {
                                     searched.push_back(about.place);
                                     searches.push_back(std::move(done));
                                   }},
                  window_listener{.on_progress = [this](chunk&) { ++progress; },
                                  .on_hungry = [this] { ++hungry; },
                                  .on_broken = [this](chunk&, const error&) { ++broken; }});
    return *made_;
  }
  void start(chunk& one) {
    made_->add(one);
    made_->fill();
  }
  static std::vector<std::vector<std::string>> each_alone(std::vector<std::string> all) {
    std::vector<std::vector<std::string>> apart;
    for (auto& one : all) apart.push_back({std::move(one)});
    return apart;
  }

  config::settings settings;
  engine_metrics metrics;
  std::vector<dead_address> dead;
  std::vector<revocation_callback> verdicts;
  std::vector<std::size_t> searched;
  std::vector<sighting_callback> searches;
  int progress = 0, hungry = 0, broken = 0;

 private:
  std::optional<window> made_;
};

}  // namespace carillon::engine
