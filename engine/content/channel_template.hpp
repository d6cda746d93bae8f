// A project's template for one channel, parsed: Liquid that makes Markdown, which becomes what the channel
// shows (rest-contract.md 6, "Templates"). Used where a chunk is opened, and by the API, which renders in_app
// content when it is read. Pure; cheap to copy.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/vocabulary.hpp"
#include "liquid/program.hpp"

namespace carillon::engine {

class channel_template {
 public:
  /// Errors as of liquid::program::parse.
  static result<channel_template> parse(std::string_view text, channel via);

  /// HTML on in_app and email, plain text on mobile_push, web_push and sms, mrkdwn on slack, Markdown on
  /// teams, which reads some of it. Liquid and Markdown take their work from `purse`. too_large when a limit
  /// was reached.
  result<std::string> render(const json& variables, liquid::budget& purse) const;
  bool mentions(std::string_view root) const noexcept { return program_.mentions(root); }
  bool mentions(std::string_view root, std::string_view member) const noexcept {
    return program_.mentions(root, member);
  }

 private:
  channel_template(liquid::program program, channel via) : program_(std::move(program)), via_(via) {}

  liquid::program program_;
  channel via_;
};

}  // namespace carillon::engine
