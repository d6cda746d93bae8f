// The desks there are: a line in desks.cpp each. Called by service, and for lists of names.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/desk.hpp"
#include "sandbox/smtp/smtp_accounts.hpp"

namespace carillon::sandbox {

/// A secret of that name that outlives restarts; `make` is asked for it where there is none yet.
using secret_keeper =
    std::function<std::string(std::string_view name, const std::function<std::string()>& make)>;

struct desk_options {
  bool is_verified = true;  ///< false: credentials are not looked at
  /// Kept in step with what smtp_desk is told; sessions ask it at AUTH.
  std::shared_ptr<smtp_accounts> mail_accounts = std::make_shared<smtp_accounts>();
  secret_keeper secrets = [](std::string_view, const auto& make) { return make(); };
};

/// One of each, trusting nobody yet.
std::vector<std::unique_ptr<desk>> make_desks(const desk_options& how);
/// Their facts, in the same order.
std::span<const desk_facts* const> desk_list() noexcept;
/// Null when no desk has that name.
const desk_facts* find_desk(std::string_view name) noexcept;

}  // namespace carillon::sandbox
