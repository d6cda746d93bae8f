// Slack's token rotation: a workspace's access token lives for twelve hours, and its refresh token is traded
// for another pair. Pure; any thread.
#pragma once

#include "providers/renewal.hpp"

namespace carillon::providers::slack {

const renewal& rotation() noexcept;

}  // namespace carillon::providers::slack
