// What one Web Push request costs to build, against what no implementation can save: a pair of keys and an
// agreement on P-256 by OpenSSL's own interface. Prints microseconds of CPU as JSON; bench/web_push.py runs
// it.
#include <openssl/ec.h>
#include <openssl/evp.h>

#include <cstdio>
#include <ctime>
#include <memory>
#include <optional>

#include "base/crypto_ece.hpp"
#include "base/encoding.hpp"
#include "base/json.hpp"
#include "providers/web_push/request.hpp"

namespace {

using namespace carillon;

template <auto Free>
struct freed_by {
  void operator()(auto* pointer) const noexcept { Free(pointer); }
};
using key_pointer = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY_free>>;
using context_pointer = std::unique_ptr<EVP_PKEY_CTX, freed_by<EVP_PKEY_CTX_free>>;

constexpr int rounds = 20'000;

double cpu_us() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

/// Of one call, once it is warm.
template <class Work>
double cost_of(Work work) {
  for (int i = 0; i < rounds / 20; ++i) work();
  const double began = cpu_us();
  for (int i = 0; i < rounds; ++i) work();
  return (cpu_us() - began) / rounds;
}

double floor_us() {
  const key_pointer theirs(EVP_EC_gen("P-256"));
  const context_pointer maker(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  EVP_PKEY_keygen_init(maker.get());
  EVP_PKEY_CTX_set_group_name(maker.get(), "P-256");
  return cost_of([&] {
    EVP_PKEY* made = nullptr;
    EVP_PKEY_generate(maker.get(), &made);
    const key_pointer ours(made);
    const context_pointer agreeing(EVP_PKEY_CTX_new_from_pkey(nullptr, ours.get(), nullptr));
    unsigned char agreed[32];
    std::size_t size = sizeof agreed;
    EVP_PKEY_derive_init(agreeing.get());
    // The curve has no small subgroup: to check the peer once more would be no floor.
    EVP_PKEY_derive_set_peer_ex(agreeing.get(), theirs.get(), 0);
    EVP_PKEY_derive(agreeing.get(), agreed, &size);
  });
}

double request_us() {
  const auto browser = ece::generate();
  const std::string endpoint = "https://updates.push.services.mozilla.com/wpush/v2/" + std::string(180, 'a');
  const json details{{"keys",
                      {{"p256dh", base64url_encode(browser.point)},
                       {"auth", base64url_encode(std::string(ece::auth_size, 'a'))}}}};
  const std::string authorization = "vapid t=" + std::string(230, 'a') + ", k=" + std::string(87, 'a');
  const providers::web_push::request_template rendered(
      {.title = "Your order is on its way",
       .content = "It left our warehouse at noon and should be with you tomorrow before four o'clock.",
       .action_url = "https://shop.example.com/orders/5521"});
  const providers::item whom{.to = {.text = endpoint, .details = &details}};
  net::wire_request request;
  return cost_of([&] {
    if (!rendered.fill({&whom, 1}, authorization, now(), request)) std::abort();
  });
}

}  // namespace

int main() {
  std::printf("{\"floor_us\": %.2f, \"request_us\": %.2f}\n", floor_us(), request_us());
  return 0;
}
