// The body of SendGrid's mail send, checked as their API reference has it. Pure.
#pragma once

#include <optional>
#include <string>

#include "base/json.hpp"

namespace carillon::sandbox {

/// What SendGrid answers 400 with: the field by its path, and a sentence.
struct field_fault {
  std::string field;
  std::string message;
};

/// The first thing that is wrong.
std::optional<field_fault> check_sendgrid_mail(const json& body);

}  // namespace carillon::sandbox
