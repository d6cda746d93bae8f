// Google's counter for pushes: judges one POST /v1/projects/<id>/messages:send as fcm.googleapis.com would.
// Bearers come from token_desk. Canned answers and faults come after it, in service.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sandbox/credential_book.hpp"
#include "sandbox/fcm/access_tokens.hpp"
#include "sandbox/incoming.hpp"
#include "sandbox/verdict.hpp"

namespace carillon::sandbox {

/// True for /v1/projects/…
bool is_fcm_path(std::string_view path) noexcept;

class fcm_desk {
 public:
  /// Both outlive the desk.
  /// `is_verified` false: bearers and projects are not looked at.
  fcm_desk(const credential_book& book, const access_tokens& bearers, bool is_verified)
      : book_(book), bearers_(bearers), is_verified_(is_verified) {}

  /// Fills reply, token (a view into `token_storage`) and ids of the verdict: the device or else the topic or
  /// condition, message.data.nid and message.data.did.
  verdict judge(const incoming& request, timestamp now, std::string& token_storage) const;

 private:
  /// Absent when the caller may send to the project.
  std::optional<answer> refuse_caller(const incoming& request, std::string_view project_id,
                                      timestamp now) const;
  const credential_book& book_;
  const access_tokens& bearers_;
  bool is_verified_;
};

}  // namespace carillon::sandbox
