#include "store/identity.hpp"

#include "base/digest.hpp"

namespace carillon::store {

identity identities::of(project_id project, identity_kind kind, std::string_view value) const {
  const char mark = static_cast<char>(kind);
  identity out;
  out.derived.value =
      uuid::v8(hmac_sha256(key_.reveal(), {project.raw(), std::string_view(&mark, 1), value}));
  out.where = queue::partition_of(project, out.derived);
  const auto digest = sha256(value);
  out.field = as_text(digest).substr(0, 8);
  const unsigned bucket = (digest[8] * 256U + digest[9]) % identity_buckets;
  const std::string name = (kind == identity_kind::email ? "e" : "x") + std::to_string(bucket);
  out.bucket = names_.identity(out.where, project, name);
  return out;
}

user_id identities::substitute(project_id project, std::string_view email, unsigned turn) const {
  const std::string mark = {'\x03', static_cast<char>(turn)};  // no identity_kind has this byte
  return {uuid::v8(hmac_sha256(key_.reveal(), {project.raw(), mark, email}))};
}

}  // namespace carillon::store
