// What systemd is told (sd_notify): loading, ready, stopping. Does nothing when nobody listens.
#pragma once

#include <string_view>

namespace carillon::app {

/// Redis is still loading: asks for more time. Always true (go on waiting).
bool tell_loading(std::string_view how_far);
void tell_ready(std::string_view status);
/// Settings are being read again; tell_ready() follows.
void tell_reloading();
void tell_stopping();
/// Feeds the watchdog; call only when the event loops turned lately.
void tell_alive();

}  // namespace carillon::app
