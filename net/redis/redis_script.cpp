#include <openssl/evp.h>

#include <array>

#include "base/encoding.hpp"
#include "net/redis/redis.hpp"

namespace carillon::net {

redis_script::redis_script(std::string_view name, std::string_view body) : name_(name), body_(body) {
  // SHA-1 is how Redis names scripts, no protection of anything.
  std::array<char, 20> digest{};
  std::size_t size = digest.size();
  if (!EVP_Q_digest(nullptr, "SHA1", nullptr, body.data(), body.size(),
                    reinterpret_cast<unsigned char*>(digest.data()), &size))
    throw unexpected_error(error(errc::internal, "this OpenSSL has no SHA-1"));
  sha1_ = hex_encode({digest.data(), digest.size()});
}

}  // namespace carillon::net
