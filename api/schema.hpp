// The schema's words, without their namespace in this folder: nearly every file here describes a body with
// them.
#pragma once

#include "base/schema.hpp"

namespace carillon::api {
using namespace schema;
}
