#include "app/foundation.hpp"

#include <algorithm>

#include "app/data_folder.hpp"
#include "app/embedded_address.hpp"
#include "app/load_settings.hpp"
#include "app/master_key_files.hpp"
#include "app/redis_examination.hpp"
#include "app/service_manager.hpp"
#include "base/log.hpp"
#include "store/keyring.hpp"

namespace carillon::app {
namespace {

result<net::redis_options> configured_redis(const config::redis_settings& settings) {
  auto options = net::parse_redis_url(settings.url);
  if (!options) return options.error();
  if (!settings.username.empty()) options->username = settings.username;
  if (!settings.password.empty()) options->password = settings.password;
  options->ca_file = settings.ca_file;
  options->command_timeout = settings.command_timeout;
  return options;
}

/// A tool's standard output is its result; of the log only what went wrong is worth a line there.
void configure_log(const config::log_settings& settings, purpose why) {
  if (why == purpose::service) {
    log::configure(settings.level, settings.format, "carillon");
  } else {
    log::configure(std::max(settings.level, log::level::warn), settings.format, "carillon",
                   log::destination::standard_error);
  }
}

result<void> start_embedded(foundation& made, const std::string& folder) {
  auto server =
      queue::redis_server::start({.folder = folder,
                                  .binary = made.settings.redis.server_binary,
                                  .on_progress = [](std::string_view how) { return tell_loading(how); }});
  if (!server) return server.error();
  made.embedded = std::move(*server);
  made.redis = made.embedded->client_options();
  made.redis.command_timeout = made.settings.redis.command_timeout;
  return write_embedded_address(made.settings.data_dir, made.redis);
}

/// The configured Redis, or the embedded one: of a server that runs on the same folder, or our own.
result<void> find_redis(foundation& made, purpose why) {
  if (!made.settings.redis.url.empty()) {
    auto options = configured_redis(made.settings.redis);
    if (!options) return options.error();
    made.redis = std::move(*options);
    if (why == purpose::service) return examine_redis(made.redis);
    return {};
  }
  if (why == purpose::tool) {
    if (auto running = find_embedded_address(made.settings.data_dir)) {
      made.redis = std::move(*running);
      return {};
    }
  }
  return start_embedded(made, made.settings.data_dir + "/redis");
}

}  // namespace

result<foundation> lay_foundation(const config::load_sources& sources, purpose why) {
  auto loaded = load_settings(sources);
  if (!loaded) return loaded.error();
  foundation made;
  made.settings = std::move(loaded->values);
  configure_log(made.settings.log, why);

  if (auto folder = prepare_data_folder(made.settings.data_dir); !folder) return folder.error();
  auto keys = read_master_keys(made.settings);
  if (!keys) return keys.error();
  made.master_keys = std::move(*keys);
  if (auto found = find_redis(made, why); !found) return found.error();
  if (auto settled = settle_master_keys(made.settings, made.redis, made.master_keys); !settled)
    return settled.error();
  return made;
}

}  // namespace carillon::app
