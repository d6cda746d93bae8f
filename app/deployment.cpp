#include "app/deployment.hpp"

#include <fstream>
#include <iterator>

#include "app/redis_visit.hpp"
#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "base/json.hpp"
#include "queue/redis_server_folder.hpp"

namespace carillon::app {
namespace {

constexpr std::string_view field = "deployment";

std::string file_in(const std::string& data_dir) {
  return data_dir + "/deployments.json";
}

/// By Redis and prefix; empty where nothing is remembered, or the file is not ours.
json remembered(const std::string& data_dir) {
  std::ifstream file(file_in(data_dir));
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  auto read = parse_json(text);
  return read && read->is_object() ? std::move(*read) : json::object();
}

task<result<std::string>> find_or_give(net::redis& link, queue::keys names, bool may_give) {
  auto found = net::require_success(co_await link.call(ask_for_deployment(names)));
  if (!found) co_return found.error();
  if (!found->is_nil() || !may_give) co_return found->text;
  const auto given = hex_encode(random_string(16));
  auto made = net::require_success(co_await link.call({"HSETNX", names.config(), field, given}));
  if (!made) co_return made.error();
  found = net::require_success(co_await link.call(ask_for_deployment(names)));
  if (!found) co_return found.error();
  co_return found->text;
}

}  // namespace

net::redis_command ask_for_deployment(const queue::keys& names) {
  return {"HGET", names.config(), field};
}

std::optional<std::string> what_was_forgotten(const net::redis_reply& found, const std::string& expected) {
  if (found.text == expected) return std::nullopt;
  if (found.text.empty()) return "Redis lost its data: deployment " + expected + " is not there any more";
  return "this Redis holds deployment " + found.text + ", not " + expected;
}

result<std::string> recognise_deployment(const config::settings& settings, const net::redis_options& redis) {
  // The embedded one has another socket each time.
  const auto where =
      (settings.redis.url.empty() ? std::string("embedded") : redis.url) + ' ' + settings.redis.key_prefix;
  auto known = remembered(settings.data_dir);
  const auto expected = known.value(where, "");
  const queue::keys names(settings.redis.key_prefix);
  auto found = visit_redis<std::string>(
      redis, [&](net::redis& link) { return find_or_give(link, names, expected.empty()); });
  if (!found) return found;
  if (expected.empty()) {
    known[where] = *found;
    const auto written = queue::write_private_file(file_in(settings.data_dir), dump_json(known));
    if (!written) return written.error();
    return found;
  }
  net::redis_reply held;
  held.text = *found;
  const auto forgotten = what_was_forgotten(held, expected);
  if (!forgotten) return found;
  return error(errc::configuration, *forgotten + ". Bring its data back; to begin with nothing, remove " +
                                        file_in(settings.data_dir));
}

}  // namespace carillon::app
