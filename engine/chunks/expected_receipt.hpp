// A delivery that its provider took and will tell more about, on its way to Redis with its outcome. Plain
// data between window, chunk and recorder.
#pragma once

#include <chrono>

#include "base/ids.hpp"
#include "base/vocabulary.hpp"
#include "queue/receipt_record.hpp"

namespace carillon::engine {

struct expected_receipt {
  provider via = provider::none;
  integration_id integration;         ///< whose account is asked
  std::chrono::milliseconds wait{0};  ///< until it is asked for the first time
  queue::awaited_receipt what;
};

}  // namespace carillon::engine
