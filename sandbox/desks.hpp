// The desks there are: a line in desks.cpp each. Called by service, and for lists of names.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "sandbox/desk.hpp"

namespace carillon::sandbox {

struct desk_options {
  bool is_verified = true;  ///< false: credentials are not looked at
};

/// One of each, trusting nobody yet.
std::vector<std::unique_ptr<desk>> make_desks(const desk_options& how);
/// Their facts, in the same order.
std::span<const desk_facts* const> desk_list() noexcept;
/// Null when no desk has that name.
const desk_facts* find_desk(std::string_view name) noexcept;

}  // namespace carillon::sandbox
