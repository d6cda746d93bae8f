// A JSON document rendered once per message, with numbered holes for what differs per recipient. Used by the
// request templates of e-mail providers. Pure; immutable once made.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace carillon::providers::email {

class json_form {
 public:
  /// Marks places in a document that is being made. Holds 128 random bits: no user's text matches.
  class marks {
   public:
    marks();
    /// To stand within a string: its hole takes text that is escaped for JSON.
    std::string inside(std::size_t hole) const { return text(hole, 's'); }
    /// To stand as a string that is a value: its hole takes JSON.
    std::string whole(std::size_t hole) const { return text(hole, 'w'); }

   private:
    friend class json_form;
    std::string text(std::size_t hole, char kind) const;
    std::string nonce_;
  };

  json_form() = default;
  json_form(const json& document, const marks& placed);

  /// Appends the document, its holes filled. `by_hole` has one for each number that was used.
  void append_to(std::string& out, std::span<const std::string_view> by_hole) const;
  /// Of what does not differ.
  std::size_t fixed_bytes() const noexcept;

 private:
  struct piece {
    std::size_t hole;
    std::string text;  ///< behind it
  };
  std::string head_;
  std::vector<piece> pieces_;
};

/// `"text"`, escaped.
void append_json_string(std::string& out, std::string_view text);

}  // namespace carillon::providers::email
