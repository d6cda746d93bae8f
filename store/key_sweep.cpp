#include "store/key_sweep.hpp"

namespace carillon::store {

namespace {

/// For a pattern of KEYS and SCAN: means itself and nothing more.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("*?[]\\^-").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

key_sweep::key_sweep(net::redis& redis, const queue::keys& names, std::string_view pattern)
    : redis_(redis), pattern_(escaped(names.prefix()).append(pattern)) {}

task<result<std::vector<std::string>>> key_sweep::next() {
  auto page =
      co_await redis_.call({"SCAN", cursor_, "MATCH", pattern_, "COUNT", std::to_string(keys_a_call)});
  page = net::require_success(std::move(page));
  if (!page) co_return page.error();
  if (page->elements.size() != 2) co_return error(errc::corrupted, "Redis answers SCAN with something else");
  cursor_ = page->elements[0].text;
  is_over_ = cursor_ == "0";
  std::vector<std::string> found;
  for (auto& key : page->elements[1].elements) found.push_back(std::move(key.text));
  co_return found;
}

task<result<std::uint64_t>> unlink_all(net::redis& redis, std::vector<std::string> keys) {
  if (keys.empty()) co_return std::uint64_t{0};
  std::vector<net::redis_command> commands;
  for (const auto& key : keys) commands.push_back({"UNLINK", key});
  auto replies = co_await redis.pipeline(std::move(commands));
  std::uint64_t removed = 0;
  for (auto& reply : replies) {
    auto done = net::require_success(std::move(reply));
    if (!done) co_return done.error();
    removed += static_cast<std::uint64_t>(done->integer);
  }
  co_return removed;
}

}  // namespace carillon::store
