// Reads an FCM answer: FcmError.errorCode first, then the canonical status, then HTTP (providers.md 2). Pure.
#pragma once

#include "base/clock.hpp"
#include "net/http.hpp"
#include "providers/answer.hpp"

namespace carillon::providers::fcm {

answer read_response(const net::http_response& response, timestamp now);

}  // namespace carillon::providers::fcm
