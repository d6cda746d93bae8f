#include "app/master_key_files.hpp"

#include <algorithm>
#include <filesystem>

#include "app/redis_visit.hpp"

namespace carillon::app {
namespace {

error not_here(const store::keys_at_rest& found, const std::string& file, const std::string& what_file_is) {
  return {errc::configuration,
          "the " + std::to_string(found.count) + " keys this Redis holds are wrapped by master key " +
              found.master_key + ", and " + file + " " + what_file_is +
              ": no other key opens what is sealed here. Put that master key back into its file, or name the "
              "file "
              "that has it in master_key_file; to begin with nothing, choose an empty Redis or another "
              "redis.key_prefix"};
}

}  // namespace

std::string master_key_file(const config::settings& settings) {
  return settings.master_key_file.empty() ? settings.data_dir + "/master.key" : settings.master_key_file;
}

result<store::master_keys> read_master_keys(const config::settings& settings) {
  const auto file = master_key_file(settings);
  store::master_keys keys{secret()};
  std::error_code ec;
  const bool may_be_missing = settings.master_key_file.empty();
  if (!may_be_missing || std::filesystem::exists(file, ec)) {
    auto current = store::load_master_key(file);
    if (!current) return current.error();
    keys.current = std::move(*current);
  }
  for (const auto& other : settings.other_master_key_files) {
    auto one = store::load_master_key(other);
    if (!one) return one.error();
    keys.others.push_back(std::move(*one));
  }
  return keys;
}

result<void> settle_master_keys(const config::settings& settings, const net::redis_options& redis,
                                store::master_keys& keys) {
  const auto file = master_key_file(settings);
  const queue::keys names(settings.redis.key_prefix);
  const auto found = visit_redis<store::keys_at_rest>(
      redis, [&names](net::redis& link) { return store::look_at_keys(link, names); });
  if (!found) return found.error();
  if (keys.current.empty()) {
    if (found->count > 0) return not_here(*found, file, "is missing");
    auto made = store::make_master_key(file);
    if (!made) return made.error();
    keys.current = std::move(*made);
    return {};
  }
  const auto is_theirs = [&](const secret& key) { return store::master_key_id(key) == found->master_key; };
  const bool is_here = is_theirs(keys.current) || std::ranges::any_of(keys.others, is_theirs);
  if (found->count > 0 && !is_here)
    return not_here(*found, file, "has master key " + store::master_key_id(keys.current));
  return {};
}

}  // namespace carillon::app
