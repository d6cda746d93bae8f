// Who is sending a body, and how much of it we hold. Bodies come before anybody is authenticated: without a
// bound on their sum, a few hundred connections that never finish would take all memory. Over the bound, the
// connection that has been at it longest goes: a real client is done in moments. One per server, on its
// thread.
#pragma once

#include <cstddef>
#include <list>

namespace carillon::net {

class h1_connection;

class h1_body_ledger {
 public:
  explicit h1_body_ledger(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  /// Ends the connection whose body has been under way longest, but not `spared`. False when there is none.
  bool drop_oldest(const h1_connection* spared = nullptr) noexcept;
  std::size_t held() const noexcept { return held_; }

 private:
  friend class h1_body_lease;
  struct entry {
    h1_connection* who;
    std::size_t bytes = 0;
    bool is_dropped = false;
  };

  std::size_t most_bytes_;
  std::size_t held_ = 0;
  std::list<entry> under_way_;  ///< the first to start in front
};

/// One body's part in the ledger, from its first byte until it is whole or given up.
class h1_body_lease {
 public:
  /// Both outlive it.
  h1_body_lease(h1_body_ledger& ledger, h1_connection& who);
  ~h1_body_lease();
  h1_body_lease(const h1_body_lease&) = delete;
  h1_body_lease& operator=(const h1_body_lease&) = delete;

  /// So many bytes are held by now. May end other connections.
  void grow_to(std::size_t bytes) noexcept;

 private:
  h1_body_ledger& ledger_;
  std::list<h1_body_ledger::entry>::iterator place_;
};

}  // namespace carillon::net
