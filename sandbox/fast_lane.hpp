// What desks look at of a request that is taken without being read (fast mode). Pure.
#pragma once

#include <cstddef>
#include <string_view>

#include "sandbox/canned.hpp"
#include "sandbox/incoming.hpp"

namespace carillon::sandbox {

/// How often it stands in the text.
inline std::size_t count_of(std::string_view wanted, std::string_view text) noexcept {
  std::size_t times = 0;
  for (auto at = text.find(wanted); at != text.npos; at = text.find(wanted, at + wanted.size())) ++times;
  return times;
}

/// A POST that asks for no canned answer, neither by its path nor in its body.
inline bool is_plain_post(const incoming& request) noexcept {
  return request.method == "POST" && request.path.find(canned_prefix) == request.path.npos &&
         request.body.find(canned_prefix) == request.body.npos;
}

}  // namespace carillon::sandbox
