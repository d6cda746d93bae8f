#include "sandbox/kept_request.hpp"

#include <algorithm>
#include <array>

namespace carillon::sandbox {
namespace {

bool is_credential(std::string_view name) noexcept {
  constexpr std::array<std::string_view, 6> names{"authorization", "cookie",  "proxy-authorization",
                                                  "x-api-key",     "api-key", "x-amz-security-token"};
  return std::ranges::find(names, name) != names.end();
}

constexpr std::string_view masked_end = " characters)";

/// "Bearer … (412 characters)": screens and screenshots are no place for tokens.
std::string masked(std::string_view value) {
  if (value.ends_with(masked_end)) return std::string(value);  // it was kept before
  const auto space = value.find(' ');
  const auto scheme = space == std::string_view::npos ? std::string_view() : value.substr(0, space + 1);
  return std::string(scheme) + "… (" + std::to_string(value.size() - scheme.size()) + std::string(masked_end);
}

}  // namespace

kept_request::kept_request(const incoming& request, const verdict& made, timestamp came)
    : body_(request.body),
      desk_(made.desk),
      came_(came),
      reply_(made.reply),
      misbehaviour_(made.misbehaviour.kind) {
  std::vector<std::size_t> ends;
  const auto add = [&](std::string_view piece) {
    text_ += piece;
    ends.push_back(text_.size());
  };
  for (const auto piece : {request.method, request.path, request.authority}) add(piece);
  for (const auto& [name, value] : request.headers) {
    add(name);
    add(is_credential(name) ? std::string_view(masked(value)) : value);
  }
  std::size_t start = 0, next = 0;
  const auto take = [&] {
    const auto piece = std::string_view(text_).substr(start, ends[next] - start);
    start = ends[next++];
    return piece;
  };
  seen_.method = take();
  seen_.path = take();
  seen_.authority = take();
  seen_.body = body_;
  headers_.reserve(request.headers.size());
  for (std::size_t at = 0; at < request.headers.size(); ++at) {
    const auto name = take();
    headers_.push_back({name, take()});
  }
  seen_.headers = headers_;
  bytes_ = sizeof(*this) + text_.capacity() + body_.capacity() + headers_.capacity() * sizeof(header_field) +
           reply_.body.capacity();
}

}  // namespace carillon::sandbox
