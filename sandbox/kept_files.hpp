// What the sandbox keeps in its data folder from one start to the next, besides its certificates: whom it
// trusts, keys that desks hand out, and the messages of its page. Files of mode 0600,
// replaced as a whole. Used by program; no locks of its own.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/json.hpp"

namespace carillon::sandbox {

class kept_files {
 public:
  /// The folder exists.
  explicit kept_files(std::string directory) : directory_(std::move(directory)) {}

  /// Of that name, as the first start made it. `configuration` when it cannot be written.
  result<std::string> secret(std::string_view name, const std::function<std::string()>& make) const;
  /// The last document that was put; nothing before that. `configuration` when it cannot be read.
  result<std::optional<json>> credentials() const;
  result<> save_credentials(const json& document) const;
  /// Empty when there is none.
  std::string messages() const;
  result<> save_messages(std::string_view text) const;

 private:
  std::string path(std::string_view name) const { return directory_ + '/' + std::string(name); }

  std::string directory_;
};

}  // namespace carillon::sandbox
