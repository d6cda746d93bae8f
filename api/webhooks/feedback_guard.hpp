// Whether bounces and complaints that a provider tells of are believed: when more than a fifth of what a
// project sent lately came back, the addresses are hardly to blame but a domain, a relay or a record in the
// DNS (email.md 4.3). Then none of them is suppressed, what this flood had put on the list is taken off, and
// people are told.
#pragma once

#include <string>

#include "api/http/request.hpp"

namespace carillon::api {

/// Of one that came back of a mail of `of`, as `source`, a kind of provider, tells. True: it is to be
/// believed.
task<result<bool>> believe_feedback(services& with, project_id project, std::string source, broadcast_id of);

}  // namespace carillon::api
