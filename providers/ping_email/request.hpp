// The ping: a POST of the notifications and whom they are for (rest-contract.md 6). Pure; one instance a
// thread.
#pragma once

#include <string>

#include "providers/email/json_form.hpp"
#include "providers/ping_email/account.hpp"
#include "providers/provider.hpp"

namespace carillon::providers::ping_email {

class request_template final : public providers::request_template {
 public:
  request_template(const message& words, const config& whom);

  result<void> fill(std::span<const item> items, std::string_view authorization, timestamp now,
                    net::wire_request& out) const override;
  void read(const net::wire_response& response, std::span<const item> asked, timestamp now,
            std::span<answer> told) const override;

 private:
  std::string path_;
  email::json_form notification_;
};

}  // namespace carillon::providers::ping_email
