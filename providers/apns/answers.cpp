#include "providers/apns/answers.hpp"

#include <array>

namespace carillon::providers::apns {
namespace {

using enum answer_class;
using std::chrono::seconds;

constexpr auto table = std::to_array<answer_row>({
    {400, "BadCollapseId", payload},
    {400, "BadDeviceToken", dead},
    {400, "BadExpirationDate", payload},
    {400, "BadMessageId", payload},
    {400, "BadPriority", payload},
    {400, "BadTopic", config},
    {400, "DeviceTokenNotForTopic", dead},
    {400, "DuplicateHeaders", payload},
    {400, "IdleTimeout", reconnect},
    {400, "InvalidPushType", payload},
    {400, "MissingDeviceToken", payload},
    {400, "MissingTopic", config},
    {400, "PayloadEmpty", payload},
    {400, "TopicDisallowed", config},
    {403, "BadCertificate", config},
    {403, "BadCertificateEnvironment", config},
    {403, "ExpiredProviderToken", reauth},
    {403, "Forbidden", config},
    {403, "InvalidProviderToken", config},
    {403, "MissingProviderToken", config},
    {403, "UnrelatedKeyIdInToken", config},
    // Documented and on-the-wire spelling differ.
    {403, "BadEnvironmentKeyIdInToken", config},
    {403, "BadEnvironmentKeyInToken", config},
    {404, "BadPath", config},
    {405, "MethodNotAllowed", config},
    {410, "ExpiredToken", dead},
    {410, "Unregistered", dead},
    {413, "PayloadTooLarge", payload},
    // Mint nothing for 20 minutes; the token in use stays, and all messages of that team wait.
    {429, "TooManyProviderTokenUpdates", retry_after, throttle_scope::account, seconds(20 * 60)},
    {429, "TooManyRequests", retry_after, throttle_scope::address, seconds(30)},
    {500, "InternalServerError", retry},
    {503, "ServiceUnavailable", retry},
    {503, "Shutdown", reconnect},
});

}  // namespace

std::span<const answer_row> answers() noexcept {
  return table;
}

}  // namespace carillon::providers::apns
