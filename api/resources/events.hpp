// /events: what happened, newest first (rest-contract.md 1A row 31, 1B).
#pragma once

#include "api/http/request.hpp"

namespace carillon::api {

task<response> list_events(services& with, request of);
task<response> fetch_event(services& with, request of);

}  // namespace carillon::api
