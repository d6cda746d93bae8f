// The headers of a request, in a list that is filled again and again: clear() keeps the texts' room, so that
// a request slot allocates nothing for headers it had before. Plain data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace carillon::net {

/// How HPACK may treat a header (performance.md 5).
enum class header_indexing : std::uint8_t {
  allowed,  ///< the same on many requests: user-agent, authorization, topic
  never,    ///< differs per request, would only evict useful entries: :path, apns-id, collapse ids
};

struct wire_header {
  std::string_view name;  ///< lower case, static storage
  std::string value;
  header_indexing indexing = header_indexing::allowed;
};

class header_list {
 public:
  header_list() = default;
  header_list(std::initializer_list<wire_header> all) : all_(all), size_(all.size()) {}

  /// Appends a copy of the value, in the room of a former one where there is some.
  void put(std::string_view name, std::string_view value,
           header_indexing indexing = header_indexing::allowed) {
    auto& next = next_one();
    next.name = name;
    next.value = value;
    next.indexing = indexing;
  }
  /// Appends a value that was made for it.
  void push_back(wire_header made) { next_one() = std::move(made); }
  void clear() noexcept { size_ = 0; }

  bool empty() const noexcept { return size_ == 0; }
  std::size_t size() const noexcept { return size_; }
  const wire_header* begin() const noexcept { return all_.data(); }
  const wire_header* end() const noexcept { return all_.data() + size_; }
  const wire_header& front() const noexcept { return all_.front(); }
  const wire_header& back() const noexcept { return all_[size_ - 1]; }

 private:
  wire_header& next_one() {
    if (size_ == all_.size()) all_.emplace_back();
    return all_[size_++];
  }

  std::vector<wire_header> all_;  ///< beyond size_: room
  std::size_t size_ = 0;
};

}  // namespace carillon::net
