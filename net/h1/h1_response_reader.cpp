#include "net/h1/h1_response_reader.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "net/h1/h1_grammar.hpp"
#include "net/response_headers.hpp"

namespace carillon::net {

namespace {

constexpr std::size_t max_overhead = 16 * 1024;
/// A chunk's size in hexadecimal, with an extension that is not looked at.
constexpr std::size_t max_chunk_line = 256;

std::optional<std::uint64_t> chunk_size_of(std::string_view line) {
  const auto digits = line.substr(0, line.find(';'));
  std::uint64_t size = 0;
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), size, 16);
  if (ec != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  if (!std::ranges::all_of(line.substr(digits.size()), is_value_char)) return std::nullopt;
  return size;
}

}  // namespace

void h1_response_reader::begin(exchange& lent) {
  lent_ = &lent;
  pending_.clear();
  used_ = overhead_ = 0;
  scan_ = {};
  keep_alive_.reset();
  state_ = state::head;
  is_kept_alive_ = is_too_large_ = false;
}

void h1_response_reader::refuse(bool is_too_large) {
  state_ = state::malformed;
  is_too_large_ = is_too_large;
}

std::size_t h1_response_reader::feed(std::string_view bytes) {
  pending_.append(bytes);
  while (!is_over()) {
    const auto before = std::pair(used_, state_);
    step();
    if (before == std::pair(used_, state_)) break;
  }
  pending_.erase(0, std::exchange(used_, 0));
  if (!is_over()) return bytes.size();
  const auto left = std::min(pending_.size(), bytes.size());
  pending_.clear();
  return bytes.size() - left;
}

void h1_response_reader::end(stream_end how) {
  if (is_over()) return;
  if (state_ != state::close_body || how != stream_end::clean) return refuse();
  state_ = state::complete;
}

void h1_response_reader::step() {
  switch (state_) {
    case state::head:
      return read_head();
    case state::length_body:
    case state::chunk_data:
    case state::close_body:
      return read_body();
    case state::chunk_size:
      return read_chunk_size();
    case state::chunk_end:
      return read_chunk_end();
    case state::trailer:
      return read_trailer();
    case state::complete:
    case state::malformed:
      return;
  }
}

void h1_response_reader::read_head() {
  scan_ = find_head(rest(), max_overhead - overhead_, scan_);
  if (scan_.refusal) return refuse(scan_.refusal->status == 431);
  if (scan_.size == 0) return;
  const auto size = std::exchange(scan_, {}).size;
  auto head = inspect_response_head(rest().substr(0, size));
  if (!head)
    refuse();
  else if (head->status >= 200)
    take_head(*head);
  used_ += size;
  overhead_ += size;
}

void h1_response_reader::take_head(const h1_response_head& head) {
  auto& response = lent_->response;
  response.status = head.status;
  std::string name;
  for (const auto& [as_sent, value] : head.fields) {
    name.assign(as_sent);
    std::ranges::transform(name, name.begin(), lower_of);
    take_header(*lent_, name, value);
  }
  keep_alive_ = head.keep_alive;
  const bool is_empty = head.status == 204 || head.status == 304 || lent_->request.method == "HEAD";
  const bool has_end = is_empty || head.is_chunked || head.content_length;
  is_kept_alive_ = has_end && !head.is_closing;
  expected_ = head.content_length.value_or(0);
  if (is_empty || (head.content_length && expected_ == 0))
    state_ = state::complete;
  else if (head.is_chunked)
    state_ = state::chunk_size;
  else if (!head.content_length)
    state_ = state::close_body;
  else
    state_ = state::length_body;
  if (expected_ > lent_->most_body && !is_empty) refuse(true);
}

void h1_response_reader::read_body() {
  auto& body = lent_->response.body;
  const bool is_open = state_ == state::close_body;
  const auto part = is_open ? rest() : rest().substr(0, expected_);
  if (part.size() > lent_->most_body - body.size()) return refuse(true);
  body.append(part);
  used_ += part.size();
  if (is_open) return;
  expected_ -= part.size();
  if (expected_ > 0) return;
  state_ = state_ == state::chunk_data ? state::chunk_end : state::complete;
}

void h1_response_reader::read_chunk_size() {
  const auto line = take_line(max_chunk_line);
  if (!line) return;
  const auto size = chunk_size_of(*line);
  if (!size || *size > lent_->most_body) return refuse(size.has_value());
  expected_ = *size;
  state_ = expected_ == 0 ? state::trailer : state::chunk_data;
}

void h1_response_reader::read_chunk_end() {
  if (take_line(2)) state_ = state::chunk_size;
}

void h1_response_reader::read_trailer() {
  const auto line = take_line(max_overhead - overhead_);
  if (!line) return;
  overhead_ += line->size() + 2;
  if (line->empty()) state_ = state::complete;
}

std::optional<std::string_view> h1_response_reader::take_line(std::size_t most) {
  const auto within = rest().substr(0, most);
  const auto end = within.find('\n');
  const bool is_there = end != within.npos;
  const bool is_line = is_there ? end > 0 && within[end - 1] == '\r' : within.size() < most;
  if (!is_line) refuse(!is_there);
  if (!is_line || !is_there) return std::nullopt;
  used_ += end + 1;
  return within.substr(0, end - 1);
}

}  // namespace carillon::net
