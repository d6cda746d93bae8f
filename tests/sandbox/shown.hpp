// What the page would show of a request: judged by a service, kept, shown by its desk. No sockets.
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "sandbox/service.hpp"
#include "tests/sandbox/callers.hpp"

namespace carillon::sandbox::testing {

/// The delivery to that address (empty: the newest) of what `shared` has judged last.
inline shown_message shown_to(service& shared, const std::string& address = {}) {
  const auto page = shared.messages().find({.about = address});
  if (page.messages.empty()) throw std::runtime_error("no message is kept for " + address);
  return shared.show(std::span(page.messages).first(1)).front();
}

/// What people see after that request.
inline shown_message shown_after(service& shared, request_builder request, const std::string& address = {}) {
  connection_record connection;
  const auto guard = shared.lock();
  shared.judge(request.view(), connection, noon);
  return shown_to(shared, address);
}

/// The value of one of its fields; empty when it has none of that name.
inline std::string field_of(const shown_message& shown, std::string_view name) {
  for (const auto& [own, value] : shown.fields) {
    if (own == name) return value;
  }
  return {};
}

}  // namespace carillon::sandbox::testing
