// What is kept of deliveries that a provider took and will tell more about: the packed form in which they
// wait in Redis for their receipts, about 60 bytes a delivery. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/vocabulary.hpp"

namespace carillon::queue {

/// One delivery whose receipt is awaited.
struct awaited_receipt {
  std::uint32_t number = 0;  ///< the recipient, in the partition it lies in
  std::uint64_t token_hash = 0;
  std::uint32_t generation = 0;  ///< of the token's registration
  std::string remote_id;         ///< what the provider calls it; at most longest_remote_id bytes
  bool operator==(const awaited_receipt&) const = default;
};
inline constexpr std::size_t longest_remote_id = 255;

/// Deliveries of one broadcast and channel that one account made, sent at about the same time.
struct receipt_batch {
  project_id project;
  broadcast_id broadcast;
  integration_id integration;
  provider via = provider::none;
  channel over = channel::mobile_push;
  std::int64_t sent_ms = 0;  ///< Redis clock
  std::vector<awaited_receipt> receipts;
  bool operator==(const receipt_batch&) const = default;
};

/// Layout, little-endian: project, broadcast and integration (16 bytes each) | u8 provider | u8 channel | u64
/// sent_ms, and for each receipt u32 number | u32 generation | u64 token hash | u8 length | remote id.
std::string pack_receipts(const receipt_batch& batch);
/// `corrupted` when it cannot be read to its last byte.
result<receipt_batch> unpack_receipts(std::string_view packed);

}  // namespace carillon::queue
