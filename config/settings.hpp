// Every setting of the process as plain structs with their defaults. Filled by config/load from flags,
// environment, file; read everywhere, changed nowhere. The table in config/keys.cpp documents each key.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.hpp"
#include "base/secret.hpp"

namespace carillon::config {

using named_texts = std::map<std::string, std::string, std::less<>>;

/// Redis: empty url means the embedded one (a supervised redis-server child with its own data folder).
struct redis_settings {
  std::string
      url;  ///< redis://[user[:password]@]host[:port][/db], rediss://…, unix:///path; empty = embedded
  secret password;       ///< overrides the url's
  std::string username;  ///< ACL user; overrides the url's
  std::string ca_file;   ///< for rediss://: trust these instead of the system's
  std::string key_prefix = "c:";
  std::string server_binary = "redis-server";  ///< embedded only
  std::chrono::milliseconds command_timeout{5000};
  std::string durability = "fsync";  ///< durability.accept: fsync | replica | replica+fsync | memory
};

struct api_settings {
  std::string listen =
      "127.0.0.1:8080";    ///< host:port; port 0 picks a free one (printed and in the ready file)
  std::string public_url;  ///< base of links in answers; empty = taken from the request's Host
  unsigned threads = 1;
  std::size_t max_body = 1 << 20;             ///< bytes
  std::size_t max_broadcast_body = 12 << 20;  ///< POST /broadcasts: content alone may be 10 MiB
  std::size_t max_webhook_body = 25 << 20;    ///< an incoming webhook: GitHub sends up to 25 MB
  unsigned max_connections = 10'000;
  std::chrono::milliseconds header_timeout{10'000};
  std::chrono::milliseconds idle_timeout{60'000};
  unsigned reads_per_minute = 3'000'000;     ///< GET and HEAD of one project; 0 = no limit
  unsigned writes_per_minute = 1'500'000;    ///< everything else of one project; 0 = no limit
  unsigned user_reads_per_minute = 1'200;    ///< GET and HEAD of one user; 0 = no limit
  unsigned user_writes_per_minute = 600;     ///< everything else of one user; 0 = no limit
  unsigned max_project_tokens = 10'000'000;  ///< channel tokens of one project, about; 0 = no limit
  std::size_t bulk_per_minute = 64 << 20;  ///< bytes of large bodies and answers of one project; 0 = no limit
  std::size_t user_bulk_per_minute = 16 << 20;         ///< the same of one user; 0 = no limit
  std::chrono::milliseconds max_queue_age{3'600'000};  ///< of a project's bulk jobs, untried; 0 = no limit
  unsigned failed_logins_per_minute = 20;              ///< of one client address; 0 = no limit
  std::vector<std::string> cors_origins = {"*"};       ///< whose pages may call user routes; empty = nobody's
  std::vector<std::string> trusted_proxies = {"127.0.0.0/8", "::1/128"};  ///< whose X-Forwarded-For counts
  std::string user_templates = "forbidden";  ///< allowed | forbidden: users saving templates of their project
};

/// Tokens that customers sign for their users.
struct auth_settings {
  std::vector<std::string>
      audience;  ///< what a token's `aud` may name; empty = a token with an aud is refused
};

struct ops_settings {
  std::string listen = "127.0.0.1:9090";  ///< /livez /readyz /metrics /version; empty = off
};

struct worker_settings {
  unsigned threads = 0;                           ///< 0 = half the cores, at least 1
  unsigned window = 1000;                         ///< deliveries in flight per worker thread
  unsigned open_jobs = 4;                         ///< chunk jobs held at a time per worker thread
  unsigned commit_outcomes = 100;                 ///< commit at this many outcomes…
  std::chrono::milliseconds commit_interval{10};  ///< …or this long after the first, whichever is earlier
  std::chrono::milliseconds lease{30'000};
  std::chrono::milliseconds drain{20'000};     ///< SIGTERM: how long in-flight deliveries may take
  std::chrono::milliseconds drain_min{2'000};  ///< the same once a second signal came
};

struct retry_settings {
  std::chrono::milliseconds base{2'000};
  std::chrono::milliseconds cap{3'600'000};
  unsigned max_attempts = 8;  ///< no more than four bits of an outcome byte count
  std::chrono::milliseconds max_age{72LL * 3'600'000};
  std::chrono::milliseconds foreign_max_age{3'600'000};  ///< where the address' own host is what fails
};

/// What is removed by age. Nothing unfinished ever is.
struct retention_settings {
  std::chrono::milliseconds events{30LL * 24 * 3'600'000};
  std::chrono::milliseconds broadcasts{30LL * 24 * 3'600'000};
};

/// When providers are asked what became of what they took.
struct receipt_settings {
  std::chrono::milliseconds first_after{15LL * 60'000};
  std::chrono::milliseconds give_up_after{24LL * 3'600'000};
};

/// Where providers live, and how hard they are used.
struct provider_settings {
  /// What stands in the stead of providers' own origins, by their names (providers/traits.hpp, `places`):
  /// tests, demo and benchmarks name the sandbox.
  named_texts origins;
  /// Nothing: itself.
  std::optional<std::string> origin_of(std::string_view place) const {
    const auto found = origins.find(place);
    return found == origins.end() ? std::nullopt : std::optional(found->second);
  }
  /// Messages a second of one account, by kind of integration, in place of what its provider is known to
  /// allow; whole numbers, 0: no limit.
  named_texts rates;
  std::string aws_sns;          ///< instead of the regional host an SNS message names; empty = that host
  std::string ca_file;          ///< trust these instead of the system's (the sandbox's own CA)
  unsigned connections = 4;     ///< HTTP/2 connections per credential and worker thread
  unsigned streams = 200;       ///< cap per connection, below what SETTINGS allow
  unsigned mail_sessions = 16;  ///< SMTP sessions per account and worker thread
  std::chrono::milliseconds request_timeout{15'000};
  std::chrono::milliseconds connect_timeout{5'000};
  std::string long_pushes = "cut";  ///< cut | refuse: content that does not fit
  std::vector<std::string>
      allowed_networks;  ///< CIDRs that address_guard lets through (127.0.0.0/8 for tests)
};

/// Outgoing webhooks: what happened, told to endpoints that projects name.
struct webhook_settings {
  std::chrono::milliseconds timeout{15'000};                      ///< how long an endpoint may take to answer
  std::chrono::milliseconds disable_after{5LL * 24 * 3'600'000};  ///< of nothing but failure
  unsigned connections = 16;                                      ///< requests at a time to one endpoint
  unsigned endpoints = 20;                                        ///< of one project
};

/// Whom to ask for the addresses of providers and of hosts that clients name; Redis is none of them.
struct dns_settings {
  std::vector<std::string> servers;  ///< address, address:port, [address]:port; empty = the system's
};

struct log_settings {
  log::level level = log::level::info;
  log::format format = log::format::automatic;
};

struct settings {
  std::string data_dir = "data";  ///< embedded Redis, master key; created 0700
  std::string
      master_key_file;  ///< 32 bytes (raw, hex or base64); empty = <data_dir>/master.key, made at first start
  std::vector<std::string> other_master_key_files;  ///< keys to come and keys to go; they must be there
  redis_settings redis;
  api_settings api;
  auth_settings auth;
  ops_settings ops;
  worker_settings worker;
  retry_settings retry;
  retention_settings retention;
  receipt_settings receipts;
  provider_settings providers;
  webhook_settings webhooks;
  dns_settings dns;
  log_settings log;
};

}  // namespace carillon::config
