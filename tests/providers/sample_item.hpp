// An item for request templates to fill, with ids that read well in failures.
#pragma once

#include "providers/address.hpp"

namespace carillon::providers {

inline item sample_item(address to) {
  return {.to = to,
          .notification = *notification_id::parse("0190a5c0-0000-7000-8000-000000000001"),
          .delivery = *delivery_id::parse("0190a5c0-0000-7000-8000-000000000002")};
}

}  // namespace carillon::providers
