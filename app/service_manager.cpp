#include "app/service_manager.hpp"

#include <systemd/sd-daemon.h>
#include <time.h>
#include <string>

namespace carillon::app {
namespace {

void notify(const std::string& state) {
  sd_notify(0, state.c_str());
}

}  // namespace

bool tell_loading(std::string_view how_far) {
  notify("EXTEND_TIMEOUT_USEC=30000000\nSTATUS=Redis is loading: " + std::string(how_far));
  return true;
}

void tell_ready(std::string_view status) {
  notify("READY=1\nSTATUS=" + std::string(status));
}

void tell_reloading() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  const auto since_boot_us = now.tv_sec * 1'000'000 + now.tv_nsec / 1000;
  notify("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(since_boot_us));
}

void tell_stopping() {
  notify("STOPPING=1\nSTATUS=Letting deliveries in flight finish");
}

void tell_alive() {
  notify("WATCHDOG=1");
}

}  // namespace carillon::app
