#include "app/foundation.hpp"

#include <algorithm>
#include <filesystem>

#include "app/embedded_address.hpp"
#include "app/redis_examination.hpp"
#include "app/service_manager.hpp"
#include "base/log.hpp"
#include "store/keyring.hpp"

namespace carillon::app {
namespace {

result<void> make_data_folder(const std::string& path) {
  std::error_code ec;
  const bool is_new = std::filesystem::create_directories(path, ec);
  if (ec) return error(errc::configuration, "data_dir " + path + " cannot be made: " + ec.message());
  if (is_new) std::filesystem::permissions(path, std::filesystem::perms::owner_all, ec);
  return {};
}

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

}  // namespace

result<foundation> lay_foundation(const config::load_sources& sources, purpose why) {
  auto loaded = config::load(sources);
  if (!loaded) return loaded.error();
  foundation made;
  made.settings = std::move(loaded->values);
  configure_log(made.settings.log, why);

  if (auto folder = make_data_folder(made.settings.data_dir); !folder) return folder.error();
  const std::string key_file = made.settings.master_key_file.empty() ? made.settings.data_dir + "/master.key"
                                                                     : made.settings.master_key_file;
  // A key file that was named must be there: making one silently would lock us out of what Redis already
  // holds.
  auto key = store::load_master_key(key_file, made.settings.master_key_file.empty());
  if (!key) return key.error();
  made.master_keys.current = std::move(*key);
  for (const auto& other : made.settings.other_master_key_files) {
    auto one = store::load_master_key(other, false);
    if (!one) return one.error();
    made.master_keys.others.push_back(std::move(*one));
  }

  if (!made.settings.redis.url.empty()) {
    auto options = configured_redis(made.settings.redis);
    if (!options) return options.error();
    made.redis = std::move(*options);
    if (why == purpose::service) {
      if (auto examined = examine_redis(made.redis); !examined) return examined.error();
    }
    return made;
  }
  const std::string folder = made.settings.data_dir + "/redis";
  if (why == purpose::tool) {
    if (auto running = find_embedded_address(made.settings.data_dir)) {
      made.redis = std::move(*running);
      return made;
    }
  }
  if (auto started = start_embedded(made, folder); !started) return started.error();
  return made;
}

}  // namespace carillon::app
