// What everybody needs who calls endpoints of outgoing webhooks in one worker. Made by the webhook_publisher;
// one io thread.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "base/metrics.hpp"
#include "engine/parts/worker_parts.hpp"
#include "net/address_guard.hpp"
#include "queue/endpoint_progress.hpp"
#include "queue/event_tail.hpp"
#include "store/webhook_endpoint.hpp"

namespace carillon::engine {

struct webhook_tools {
  worker_parts& parts;
  const net::address_guard& guard;
  std::shared_ptr<boost::asio::ssl::context> tls;
  store::webhook_endpoints endpoints;
  queue::endpoint_calls calls;
  queue::event_tail tail;
  std::string nonce;          ///< who holds the leases of this worker
  std::size_t under_way = 0;  ///< calls of all endpoints
  metrics::counter delivered{}, failed{}, disabled{};

  /// Of all endpoints together, so that a thousand dead ones leave files to open.
  static constexpr std::size_t most_under_way = 1'000;
};

}  // namespace carillon::engine
