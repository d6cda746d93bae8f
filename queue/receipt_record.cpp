#include "queue/receipt_record.hpp"

#include "queue/little_endian.hpp"

namespace carillon::queue {
namespace {

/// Takes from the front; once something is missing it gives nothing but zeros and empty texts.
class cut {
 public:
  explicit cut(std::string_view packed) noexcept : rest_(packed) {}
  std::string_view text(std::size_t size) noexcept {
    is_short_ = is_short_ || rest_.size() < size;
    if (is_short_) return {};
    const auto taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  std::uint64_t number(std::size_t bytes) noexcept { return little(text(bytes)); }
  template <class Id>
  Id id() {
    const auto read = uuid::from_raw(text(16));
    return read ? Id{*read} : Id{};
  }
  bool is_at_end() const noexcept { return rest_.empty(); }
  bool is_short() const noexcept { return is_short_; }

 private:
  std::string_view rest_;
  bool is_short_ = false;
};

}  // namespace

std::string pack_receipts(const receipt_batch& batch) {
  std::string packed;
  packed.append(batch.project.raw()).append(batch.broadcast.raw()).append(batch.integration.raw());
  append_little(packed, static_cast<std::uint64_t>(batch.via), 1);
  append_little(packed, static_cast<std::uint64_t>(batch.over), 1);
  append_little(packed, static_cast<std::uint64_t>(batch.sent_ms), 8);
  for (const auto& each : batch.receipts) {
    const auto name = std::string_view(each.remote_id).substr(0, longest_remote_id);
    append_little(packed, each.number, 4);
    append_little(packed, each.generation, 4);
    append_little(packed, each.token_hash, 8);
    append_little(packed, name.size(), 1);
    packed.append(name);
  }
  return packed;
}

result<receipt_batch> unpack_receipts(std::string_view packed) {
  cut from(packed);
  receipt_batch batch;
  batch.project = from.id<project_id>();
  batch.broadcast = from.id<broadcast_id>();
  batch.integration = from.id<integration_id>();
  const auto via = from.number(1);
  const auto over = from.number(1);
  batch.sent_ms = static_cast<std::int64_t>(from.number(8));
  while (!from.is_short() && !from.is_at_end()) {
    auto& each = batch.receipts.emplace_back();
    each.number = static_cast<std::uint32_t>(from.number(4));
    each.generation = static_cast<std::uint32_t>(from.number(4));
    each.token_hash = from.number(8);
    each.remote_id = from.text(static_cast<std::size_t>(from.number(1)));
  }
  if (from.is_short()) return error{errc::corrupted, "awaited receipts: cut short"};
  const bool is_known = via <= static_cast<std::uint64_t>(last_provider) &&
                        over >= static_cast<std::uint64_t>(channel::in_app) &&
                        over <= static_cast<std::uint64_t>(last_channel);
  if (!is_known) return error{errc::corrupted, "awaited receipts: no such provider or channel"};
  batch.via = static_cast<provider>(via);
  batch.over = static_cast<channel>(over);
  return batch;
}

}  // namespace carillon::queue
