#include "net/redis/resp.hpp"

#include <hiredis/read.h>

#include <algorithm>
#include <charconv>

namespace carillon::net {

namespace {

void append_length(std::string& out, char type, std::size_t length) {
  char digits[24];
  digits[0] = type;
  const auto end = std::to_chars(digits + 1, digits + sizeof digits - 2, length).ptr;
  end[0] = '\r';
  end[1] = '\n';
  out.append(digits, end + 2);
}

// hiredis builds replies through these. A root is ours to free; an element lives in its parent's vector,
// which has its final size before the first element is made, so the pointers stay good.
redis_reply* place(const redisReadTask* task) {
  if (!task->parent) return new redis_reply;
  auto* parent = static_cast<redis_reply*>(task->parent->obj);
  return &parent->elements[static_cast<std::size_t>(task->idx)];
}

void* make_string(const redisReadTask* task, char* text, std::size_t length) {
  auto* reply = place(task);
  reply->type = task->type == REDIS_REPLY_ERROR    ? redis_reply::kind::error
                : task->type == REDIS_REPLY_STATUS ? redis_reply::kind::status
                                                   : redis_reply::kind::string;
  reply->text.assign(text, length);
  return reply;
}

void* make_array(const redisReadTask* task, int count) {
  const auto& limits = *static_cast<const resp_limits*>(task->privdata);
  const auto elements = static_cast<std::size_t>(std::max(count, 0));
  if (elements > limits.max_elements) return nullptr;  // reported by hiredis as out of memory
  auto* reply = place(task);
  reply->type = redis_reply::kind::array;
  reply->elements.resize(elements);
  return reply;
}

void* make_integer(const redisReadTask* task, long long value) {
  auto* reply = place(task);
  reply->type = redis_reply::kind::integer;
  reply->integer = value;
  return reply;
}

void* make_nil(const redisReadTask* task) {
  return place(task);
}

void free_root(void* root) {
  delete static_cast<redis_reply*>(root);
}

redisReplyObjectFunctions functions = {make_string, make_array, make_integer, make_nil, free_root};

}  // namespace

void append_command_header(std::string& out, std::size_t words) {
  append_length(out, '*', words);
}

void append_word(std::string& out, std::string_view word) {
  append_length(out, '$', word.size());
  out.append(word);
  out.append("\r\n", 2);
}

void append_command(std::string& out, std::span<const std::string> words) {
  append_command_header(out, words.size());
  for (const auto& word : words) append_word(out, word);
}

void resp_parser::reader_deleter::operator()(redisReader* reader) const noexcept {
  redisReaderFree(reader);
}

resp_parser::resp_parser(resp_limits limits)
    : limits_(limits), reader_(redisReaderCreateWithFunctions(&functions)) {
  reader_->privdata = &limits_;
}

result<void> resp_parser::parse(std::string_view bytes, std::vector<redis_reply>& replies) {
  // Fed in slices: hiredis 0.14 moves the rest of its buffer each time 1 KB was consumed (hiredis #656), so a
  // reply costs 45 ns when fed by 16 KB, 175 by 256 KB.
  constexpr std::size_t slice = 16 * 1024;
  while (!bytes.empty()) {
    const auto part = bytes.substr(0, slice);
    bytes.remove_prefix(part.size());
    unanswered_bytes_ += part.size();
    redisReaderFeed(reader_.get(), part.data(), part.size());
    while (true) {
      void* root = nullptr;
      if (redisReaderGetReply(reader_.get(), &root) != REDIS_OK)
        return error(errc::corrupted, std::string("Redis sent what is not RESP: ") + reader_->errstr);
      if (!root) break;
      const std::unique_ptr<redis_reply> reply(static_cast<redis_reply*>(root));
      replies.push_back(std::move(*reply));
      unanswered_bytes_ = 0;
    }
    if (unanswered_bytes_ > limits_.max_reply_bytes)
      return error(errc::corrupted, "a reply of Redis passes the size limit");
  }
  return {};
}

}  // namespace carillon::net
