#include "queue/redis_server_config.hpp"

#include "base/digest.hpp"
#include "base/encoding.hpp"

namespace carillon::queue {

namespace {

// As Redis' own parser of arguments (sdssplitargs) reads it back, whatever bytes the path has.
std::string quote(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    const bool is_plain = c >= ' ' && c <= '~' && c != '"' && c != '\\';
    quoted += is_plain ? std::string(1, c) : "\\x" + hex_encode({&c, 1});
  }
  return quoted + "\"";
}

std::string hashed(const secret& password) {
  const auto digest = sha256(password.reveal());
  return "#" + hex_encode(as_text(digest));
}

}  // namespace

std::string to_text(const redis_server_config& config) {
  std::string text = "# Written by carillon at each start; changes made here are lost.\n";
  const auto set = [&](std::string_view line) { text.append(line).append("\n"); };
  set("dir " + quote(config.folder.string()));
  set("unixsocket " + quote(config.socket.string()));
  set("unixsocketperm 700");
  set("port 0");
  set("daemonize no");
  set("logfile \"\"");  // to standard output, which is redis.log

  // Nothing acknowledged is ever lost: on disk before the reply, during rewrites too.
  set("save \"\"");
  set("appendonly yes");
  set("appendfsync always");
  set("no-appendfsync-on-rewrite no");
  set("aof-use-rdb-preamble yes");
  set("aof-load-truncated no");  // cut_torn_tail() does it, and goes back to the MULTI

  set("maxmemory " + std::to_string(config.max_memory));
  set("maxmemory-policy noeviction");
  // Pages of recipients and outcomes are hashes of up to 500 small fields: packed they take a fifth of the
  // room.
  set("hash-max-listpack-value 512");
  set("hash-max-listpack-entries 512");
  set("latency-monitor-threshold 50");

  // Nobody can be the default user: it is off and has no password. But Redis replays its append-only file as
  // that user, and without these rights it would drop every transaction, so every script's writes.
  set("user default off ~* &* +@all");
  // @dangerous holds FLUSHALL, DEBUG, CONFIG, SHUTDOWN…; what a client needs of it is given back.
  set("user " + std::string(client_user) + " on " + hashed(config.client_password) +
      " ~* &* +@all -@dangerous +info +config|get +latency|latest +latency|history +slowlog|get +role");
  set("user " + std::string(supervisor_user) + " on " + hashed(config.supervisor_password) +
      " +ping +info +config +shutdown +bgrewriteaof +save +lastsave");
  return text;
}

}  // namespace carillon::queue
