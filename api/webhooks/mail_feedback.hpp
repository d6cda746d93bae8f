// What becomes of a provider's word that a mail came back, or that its reader called it spam: an event of the
// delivery it was, and the address on the project's suppression list where nothing will ever arrive. Used by
// who receives such words.
#pragma once

#include <string>
#include <vector>

#include "api/http/request.hpp"
#include "providers/feedback.hpp"

namespace carillon::api {

/// `kind`: of the provider that says so. What is of no delivery of this project, or of another address than
/// it went to, is passed over. An error is the store's: the same must come again.
task<result<void>> take_feedback(services& with, project_id project, std::string kind,
                                 std::vector<providers::feedback> all);

}  // namespace carillon::api
