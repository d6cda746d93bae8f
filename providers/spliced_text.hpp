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
  /// Of the values, in bytes.
  using sizes = std::array<std::size_t, splice_count>;

  /// A placeholder to put into the JSON as a string value. Holds 128 random bits, so that no user text
  /// matches.
  class placeholders {
   public:
    placeholders();
    std::string operator()(splice what) const;
    /// Bytes of a text with placeholders in it once they are replaced by what has these sizes.
    std::size_t final_size(std::string_view text, const sizes& by_splice) const noexcept;

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
  /// Bytes that append_to() appends, without doing it: what is too large is not made first.
  std::size_t size(const values& by_splice) const noexcept;
  std::size_t size(const sizes& by_splice) const noexcept;

 private:
  std::string head_;
  std::size_t fixed_bytes_ = 0;  ///< of head and pieces
  struct piece {
    splice before;
    std::string text;
  };
  std::vector<piece> pieces_;
};

}  // namespace carillon::providers
