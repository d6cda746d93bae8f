// Kept messages as the page reads them. Pure but for what the desks show, which needs no lock.
#pragma once

#include <span>
#include <vector>

#include "base/json.hpp"
#include "sandbox/kept_request.hpp"
#include "sandbox/service.hpp"

namespace carillon::sandbox {

/// A row each: who, when, what it begins with. Each request is read once, however many of its deliveries are
/// among them.
json rows_of(const service& shared, const std::vector<kept_message>& messages);
/// All there is to know of one, its body at most 256 KiB of it.
json details_of(const service& shared, const kept_message& message);

}  // namespace carillon::sandbox
