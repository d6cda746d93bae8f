// Header fields on their way into a mail: the one place that joins names, values and line ends. Whatever a
// value holds, what comes out are the fields that were added and no other. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace carillon::providers::email {

class header_block {
 public:
  explicit header_block(std::string& out) : out_(out) {}

  /// Folded before spaces, so that lines stay within 76 bytes where words do (RFC 5322 2.2.3). `value` is
  /// ASCII; what is not printable ASCII in it becomes a space, as a last resort.
  void add(std::string_view name, std::string_view value);
  /// On one line however long: Message-ID, and List-Unsubscribe, whose signature some signers break when it
  /// is folded.
  void add_whole(std::string_view name, std::string_view value);

 private:
  void append_word(std::string_view word);

  std::string& out_;
};

}  // namespace carillon::providers::email
