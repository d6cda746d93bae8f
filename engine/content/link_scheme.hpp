// What an address would do in a browser, by its scheme. HTML links only to what it knows; the action_url of a
// broadcast may have any scheme, apps have their own, but those a browser would run or read. Judged as the
// most lenient reader would: white space, control and invisible characters do not count, case does not, and
// entities stand for their characters. Pure.
#pragma once

#include <string_view>

#include "base/field_checks.hpp"
#include "base/json.hpp"

namespace carillon::engine {

/// http, https, mailto, tel, written plainly, or an address without a scheme.
bool may_be_linked(std::string_view address) noexcept;
/// javascript, data, vbscript, file, blob, filesystem, view-source.
bool would_run(std::string_view address) noexcept;
/// For fields of requests.
inline constexpr std::string_view running_link_refusal =
    "should not be of a scheme that browsers run or read: javascript, data, vbscript, file, blob, "
    "filesystem, "
    "view-source";
schema::refusal check_action_url(std::string_view value) noexcept;
/// Names under which apps look for an action_url among what travels with a push.
bool names_action_url(std::string_view name) noexcept;
/// An object without the members so named whose address would run.
json without_running_links(json attributes);

}  // namespace carillon::engine
