// Where Slack is. Called by its account and by the API's installations. Pure data.
#pragma once

#include <string_view>

namespace carillon::providers::slack {

inline constexpr std::string_view origin = "https://slack.com";
/// In the settings: providers.origins.slack.
inline constexpr std::string_view place = "slack";

}  // namespace carillon::providers::slack
