#include "store/token_owner.hpp"

#include "store/scripts.gen.hpp"

namespace carillon::store {

namespace {

const net::redis_script own_script("own_token", scripts::own_token);

constexpr std::size_t owner_size = 5;

// HASHes a partition and provider: listpacks up to 16 million tokens a project.
constexpr std::uint32_t buckets = owner_places / queue::partition_count;

std::string bucket_key(const queue::keys& names, project_id project, provider via, std::uint64_t hash) {
  const auto where = queue::partition_of_text(raw_hash(hash));
  const auto bucket = static_cast<std::uint32_t>((hash >> 20) % buckets);
  return names.token_owner(where, project, static_cast<std::uint32_t>(via) * buckets + bucket);
}

}  // namespace

std::string token_owner::packed() const {
  std::string out;
  out += static_cast<char>(where);
  for (unsigned shift = 0; shift < 32; shift += 8) out += static_cast<char>(number >> shift & 0xff);
  return out;
}

std::vector<token_owner> parse_owners(std::string_view packed) {
  std::vector<token_owner> out;
  for (; packed.size() >= owner_size; packed.remove_prefix(owner_size)) {
    token_owner one{static_cast<queue::partition>(packed[0]), 0};
    for (unsigned i = 1; i < owner_size; ++i)
      one.number |= std::uint32_t{static_cast<std::uint8_t>(packed[i])} << 8 * (i - 1);
    if (one.where < queue::partition_count) out.push_back(one);
  }
  return out;
}

std::string raw_hash(std::uint64_t hash) {
  std::string out;
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(hash >> shift & 0xff);
  return out;
}

std::size_t add_try(redis_batch& batch, const queue::keys& names, project_id project, provider via,
                    std::uint64_t hash, token_owner owner) {
  const auto key = bucket_key(names, project, via, hash);
  const auto field = raw_hash(hash);
  batch.add({"HSETNX", key, field, owner.packed()});
  return batch.add({"HGET", key, field});
}

std::size_t add_find(redis_batch& batch, const queue::keys& names, project_id project, provider via,
                     std::uint64_t hash) {
  return batch.add({"HGET", bucket_key(names, project, via, hash), raw_hash(hash)});
}

std::size_t add_count(redis_batch& batch, const queue::keys& names, project_id project, provider via,
                      std::uint32_t place) {
  const auto where = static_cast<queue::partition>(place % queue::partition_count);
  const auto bucket = place / queue::partition_count;
  return batch.add(
      {"HLEN", names.token_owner(where, project, static_cast<std::uint32_t>(via) * buckets + bucket)});
}

std::size_t add_take(redis_batch& batch, const queue::keys& names, project_id project, provider via,
                     std::uint64_t hash, token_owner owner) {
  return batch.add(own_script, {bucket_key(names, project, via, hash)},
                   {raw_hash(hash), owner.packed(), "take"});
}

std::size_t add_settle(redis_batch& batch, const queue::keys& names, project_id project, provider via,
                       std::uint64_t hash, token_owner owner, std::string former) {
  return batch.add(own_script, {bucket_key(names, project, via, hash)},
                   {raw_hash(hash), owner.packed(), "settle", std::move(former)});
}

std::size_t add_release(redis_batch& batch, const queue::keys& names, project_id project, provider via,
                        std::uint64_t hash, token_owner owner) {
  return batch.add(own_script, {bucket_key(names, project, via, hash)},
                   {raw_hash(hash), owner.packed(), "release"});
}

}  // namespace carillon::store
