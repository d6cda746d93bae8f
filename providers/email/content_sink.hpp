// What a mail says, as a stream of elements and text: written by html_reader and plain_reader, read by the
// writers of the HTML part and of the text part, which therefore say the same. Always well nested.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace carillon::providers::email {

/// All there is; whatever else HTML knows is dropped, or one of these.
enum class element : std::uint8_t {
  paragraph,
  heading,  ///< attributes::number: 1 to 6
  division,
  quote,
  preformatted,
  bullets,
  numbers,  ///< attributes::number: the first one's
  item,
  rule,        ///< void
  line_break,  ///< void
  table,
  row,
  cell,
  heading_cell,
  strong,
  emphasis,
  underlined,
  struck,
  code,
  subscript,
  superscript,
  small,
  link,
  image,  ///< void
};

constexpr bool is_void(element of) noexcept {
  return of == element::rule || of == element::line_break || of == element::image;
}
/// Stands on lines of its own.
constexpr bool is_block(element of) noexcept {
  return of <= element::table && of != element::line_break;
}

struct attributes {
  std::string address;  ///< of a link or an image, fit for use (link_address); empty: none that may be used
  std::string description;  ///< of an image: its alt text
  unsigned number = 0;
  unsigned width = 0;              ///< of an image, in pixels; 0: not said
  unsigned columns = 1, rows = 1;  ///< that a cell spans
};

class content_sink {
 public:
  virtual ~content_sink() = default;
  virtual void open(element kind, const attributes& with) = 0;
  /// Not of void ones.
  virtual void close(element kind) = 0;
  /// UTF-8, no markup. White space counts within `preformatted` only.
  virtual void text(std::string_view words) = 0;
  /// Nothing more is wanted: what is open will be closed.
  virtual bool is_full() const noexcept = 0;
};

}  // namespace carillon::providers::email
