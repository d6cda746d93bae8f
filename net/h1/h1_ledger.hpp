// What a server holds for its connections, and for whom: bytes of bodies under way (one ledger), of answers
// that are not taken (another). Without a bound on their sum a few hundred clients that never finish, or
// never read, would take all memory. Over the bound, of whoever holds most the connection that has been at it
// longest goes: a real client is done in moments, and nobody pays for another. Per server, on its thread.
#pragma once

#include <cstddef>
#include <list>
#include <map>

#include "base/metrics.hpp"
#include "net/h1/h1_server.hpp"

namespace carillon::net {

class h1_connection;
class h1_lease;

class h1_ledger {
 public:
  /// `what` is held, as the metric calls it.
  h1_ledger(std::string_view what, std::size_t most_bytes);

  /// Ends a connection, but not `spared`: of the group that holds most, the address that holds most, the one
  /// longest at it. False when there is none.
  bool drop_one(const h1_connection* spared = nullptr) noexcept;
  std::size_t held() const noexcept { return held_; }

 private:
  friend class h1_lease;
  struct account {
    std::size_t bytes = 0;
    std::list<h1_lease*> leases;  ///< the first to start in front
  };
  using accounts =
      std::map<h1_payer, account>;  ///< a group's addresses stand together; none is without leases

  h1_lease* heaviest(const h1_connection* spared) const noexcept;

  metrics::counter cut_off_;
  std::size_t most_bytes_;
  std::size_t held_ = 0;
  accounts accounts_;
};

/// One connection's part in a ledger, for as long as it lives.
class h1_lease {
 public:
  /// Both outlive it.
  h1_lease(h1_ledger& ledger, h1_connection& who, h1_payer by);
  ~h1_lease();
  h1_lease(const h1_lease&) = delete;
  h1_lease& operator=(const h1_lease&) = delete;

  /// So many bytes are held by now. May end other connections.
  void hold(std::size_t bytes) noexcept;
  /// What is held, and what will be, is somebody else's.
  void charge_to(h1_payer other);

 private:
  friend class h1_ledger;
  void enter(h1_payer by);
  /// Nothing is held for it any more: its connection is done, or was dropped and ends a turn later.
  void leave() noexcept;

  h1_ledger& ledger_;
  h1_connection& who_;
  bool is_entered_ = false;
  std::size_t bytes_ = 0;
  h1_ledger::accounts::iterator account_;
  std::list<h1_lease*>::iterator place_;
};

}  // namespace carillon::net
