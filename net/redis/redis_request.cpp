#include "net/redis/redis_request.hpp"

#include "net/redis/resp.hpp"

namespace carillon::net {

void redis_request::append_to(std::string& out) const {
  if (!script) return append_command(out, command.words);
  append_command_header(out, 3 + keys.size() + args.size());
  append_word(out, has_to_send_body ? "EVAL" : "EVALSHA");
  append_word(out, has_to_send_body ? script->body() : std::string_view(script->sha1()));
  append_word(out, std::to_string(keys.size()));
  for (const auto& key : keys) append_word(out, key);
  for (const auto& arg : args) append_word(out, arg);
}

std::size_t redis_request::payload_bytes() const noexcept {
  std::size_t bytes = 0;
  for (const auto* words : {&command.words, &keys, &args}) {
    for (const auto& word : *words) bytes += word.size();
  }
  return bytes;
}

void redis_request::finish(result<redis_reply> outcome) {
  const auto handler = std::move(done);
  handler(std::move(outcome));
}

}  // namespace carillon::net
