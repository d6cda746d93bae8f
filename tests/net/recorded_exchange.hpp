// An exchange that remembers what happened to it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/exchange.hpp"

namespace carillon::net {

class recorded_exchange : public exchange {
 public:
  explicit recorded_exchange(std::string path = "/3/device/00") {
    request.path = std::move(path);
    request.body = R"({"aps":{"alert":"ding"}})";
    timeout = std::chrono::minutes(1);
  }
  void on_response() override {
    ++responses;
    if (on_end) on_end();
  }
  void on_failure(transport_failure failure) override {
    failures.push_back(failure);
    if (on_end) on_end();
  }
  bool is_over() const { return responses + static_cast<int>(failures.size()) > 0; }

  int responses = 0;
  std::vector<transport_failure> failures;
  std::function<void()> on_end;
};

/// Exchanges of stable address.
inline std::vector<std::unique_ptr<recorded_exchange>> make_exchanges(std::size_t count) {
  std::vector<std::unique_ptr<recorded_exchange>> made;
  for (std::size_t i = 0; i < count; ++i)
    made.push_back(std::make_unique<recorded_exchange>("/3/device/" + std::to_string(i)));
  return made;
}

}  // namespace carillon::net
