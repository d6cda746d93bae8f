// When two spellings are one address: what of a token or URL ignores case, by the syntax of each provider.
// Used where tokens are saved, listed and sent to. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/vocabulary.hpp"
#include "store/device_token.hpp"

namespace carillon::store {

/// The one spelling that is kept. APNs tokens are bytes in hex, of either case: lower. FCM's and Expo's are
/// opaque, and stay as they are.
std::string canonical_token(provider via, std::string_view token);

/// A URL whose scheme and host are in lower case, without the port that goes without saying; everything
/// behind them stays as it is. Anything else unchanged.
std::string canonical_url(std::string_view url);

/// The spelling besides the canonical one that versions before it kept, if there is one: iOS code prints hex
/// in capitals when it does not in small letters.
std::optional<std::string> older_spelling(provider via, std::string_view canonical);

/// True iff both are spellings of one address; never of sealed ones, which hashes tell apart.
bool is_same_device(const device_token& left, const device_token& right) noexcept;

/// Of spellings of one address, as lists of older versions may hold them, only the one registered last is
/// left.
void keep_one_of_each(std::vector<device_token>& in_order_of_registration);

}  // namespace carillon::store
