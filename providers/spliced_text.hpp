// JSON rendered once per broadcast, with holes for what differs per recipient: a request body then costs a
// few appends. Used by the request templates of apns/ and fcm/. Pure; immutable once made.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace carillon::providers {

/// What can be spliced in. `badge` replaces a whole JSON value (a number), the others the inside of a string.
enum class splice : std::uint8_t { token, notification, short_notification, delivery, badge };
inline constexpr std::size_t splice_count = 5;

class spliced_text {
 public:
  /// A placeholder to put into the JSON as a string value. Holds 128 random bits, so that no user text
  /// matches.
  class placeholders {
   public:
    placeholders();
    std::string operator()(splice what) const;

   private:
    friend class spliced_text;
    std::string nonce_;
  };

  spliced_text() = default;
  /// `document` with the placeholders in it.
  spliced_text(const json& document, const placeholders& marks);

  using values = std::array<std::string_view, splice_count>;
  /// Appends the text to `out`. Values are JSON-safe already (tokens are escaped by the caller).
  void append_to(std::string& out, const values& by_splice) const;

 private:
  std::string head_;
  struct piece {
    splice before;
    std::string text;
  };
  std::vector<piece> pieces_;
};

}  // namespace carillon::providers
