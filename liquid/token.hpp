// The words of a template. Views into the source, which outlives the parse.
#pragma once

#include <cstddef>
#include <string_view>

namespace carillon::liquid {

enum class token_kind {
  text,          ///< what stands outside of {{ }} and {% %}, already trimmed as {{- and -}} ask
  output_open,   ///< {{ or {{-
  output_close,  ///< }} or -}}
  tag_open,      ///< {% or {%-
  tag_close,     ///< %} or -%}; in {% liquid %}, the end of a line
  lines_open,    ///< {% liquid
  lines_close,   ///< its %}
  name,          ///< identifiers and keywords: letters, digits, _ and -, perhaps a ? at the end
  string,        ///< 'x' or "x": the inside, there are no escapes
  backtick,      ///< `x`: the inside, JSON
  number,        ///< 12, -3, 4.5
  sign,          ///< | : , . .. [ ] ( ) = == != <> < <= > >= && || !
  end,           ///< after everything
};

struct token {
  token_kind kind = token_kind::end;
  std::string_view text;
  std::size_t line = 1;
};

}  // namespace carillon::liquid
