#include "engine/content/markdown_parser.hpp"

#include <md4c.h>

#include <exception>
#include <optional>
#include <string>

#include "base/html_entity.hpp"
#include "engine/content/markdown_bounds.hpp"
#include "engine/content/markdown_source.hpp"

namespace carillon::engine {
namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";  // U+FFFD
constexpr std::size_t cost_of_call = 8;                   // bytes of work

std::string_view view(const MD_CHAR* text, MD_SIZE size) noexcept {
  return {text, size};
}

/// md4c's words made the writer's.
class reading {
 public:
  reading(const markdown_source& source, markdown_writer& writer) : source_(source), writer_(writer) {}

  result<void> run() {
    MD_PARSER parser{};
    parser.flags = MD_FLAG_STRIKETHROUGH;
    parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* self) {
      return guarded(self, [&](reading& me) { me.enter_block(type, detail); });
    };
    parser.leave_block = [](MD_BLOCKTYPE type, void* detail, void* self) {
      return guarded(self, [&](reading& me) { me.leave_block(type, detail); });
    };
    parser.enter_span = [](MD_SPANTYPE type, void* detail, void* self) {
      return guarded(self, [&](reading& me) { me.enter_span(type, detail); });
    };
    parser.leave_span = [](MD_SPANTYPE type, void*, void* self) {
      return guarded(self, [&](reading& me) {
        if (const auto kind = span_of(type)) me.writer_.leave(*kind);
      });
    };
    parser.text = [](MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* self) {
      return guarded(self, [&](reading& me) { me.text(type, view(text, size)); });
    };
    const auto& text = source_.text();
    const int ended = md_parse(text.c_str(), static_cast<MD_SIZE>(text.size()), &parser, this);
    if (thrown_) std::rethrow_exception(thrown_);
    if (ended == 0) return {};
    if (ended < 0) return error(errc::unavailable, "the parser of Markdown ran out of memory");
    return error(errc::too_large,
                 "the Markdown makes more than " + std::to_string(longest_rendition) + " bytes");
  }

 private:
  /// No exception may cross the frames of a C library. Not zero: enough is enough.
  template <class Step>
  static int guarded(void* self, Step step) noexcept {
    auto& me = *static_cast<reading*>(self);
    try {
      step(me);
      me.work_ += cost_of_call;
      return me.work_ > most_markdown_work || me.writer_.out().size() > longest_rendition ? 1 : 0;
    } catch (...) {
      me.thrown_ = std::current_exception();
      return 1;
    }
  }

  block_mark block_of(MD_BLOCKTYPE type, void* detail) {
    switch (type) {
      case MD_BLOCK_QUOTE:
        return {block_kind::quote, 0, {}};
      case MD_BLOCK_UL:
        return {block_kind::bullets, 0, {}};
      case MD_BLOCK_OL:
        return {block_kind::numbers, static_cast<MD_BLOCK_OL_DETAIL*>(detail)->start, {}};
      case MD_BLOCK_LI:
        return {block_kind::item, 0, {}};
      case MD_BLOCK_HR:
        return {block_kind::rule, 0, {}};
      case MD_BLOCK_H:
        return {block_kind::heading, static_cast<MD_BLOCK_H_DETAIL*>(detail)->level, {}};
      case MD_BLOCK_CODE:
        return {block_kind::code, 0, attribute(static_cast<MD_BLOCK_CODE_DETAIL*>(detail)->lang)};
      default:
        return {block_kind::paragraph, 0, {}};  // HTML is shown as one; tables are not asked for
    }
  }

  static std::optional<span_kind> span_of(MD_SPANTYPE type) noexcept {
    switch (type) {
      case MD_SPAN_EM:
        return span_kind::emphasis;
      case MD_SPAN_STRONG:
        return span_kind::strong;
      case MD_SPAN_DEL:
        return span_kind::struck;
      case MD_SPAN_CODE:
        return span_kind::code;
      case MD_SPAN_A:
        return span_kind::link;
      case MD_SPAN_IMG:
        return span_kind::image;
      default:
        return std::nullopt;  // extensions that are not asked for
    }
  }

  void enter_block(MD_BLOCKTYPE type, void* detail) {
    if (type == MD_BLOCK_DOC) return;
    html_block_ = type == MD_BLOCK_HTML;
    writer_.enter(block_of(type, detail));
  }

  void leave_block(MD_BLOCKTYPE type, void* detail) {
    if (type == MD_BLOCK_DOC) return;
    if (type == MD_BLOCK_HTML) {
      if (html_.ends_with('\n')) html_.pop_back();
      lines(html_);
      html_.clear();
      html_block_ = false;
    }
    writer_.leave(block_of(type, detail));
  }

  void enter_span(MD_SPANTYPE type, void* detail) {
    const auto kind = span_of(type);
    if (!kind) return;
    span_mark span{*kind, {}, {}};
    if (type == MD_SPAN_A) {
      const auto& link = *static_cast<MD_SPAN_A_DETAIL*>(detail);
      span.address = attribute(link.href);
      span.title = attribute(link.title);
    } else if (type == MD_SPAN_IMG) {
      const auto& image = *static_cast<MD_SPAN_IMG_DETAIL*>(detail);
      span.address = attribute(image.src);
      span.title = attribute(image.title);
    }
    writer_.enter(span);
  }

  void text(MD_TEXTTYPE type, std::string_view piece) {
    switch (type) {
      case MD_TEXT_NULLCHAR:
        return words(replacement);
      case MD_TEXT_BR:
        return writer_.break_line(true);
      case MD_TEXT_SOFTBR:
        return writer_.break_line(false);
      case MD_TEXT_ENTITY:
        return words(decode_entity(piece));
      case MD_TEXT_CODE:
        return words(source_.filled(piece));
      case MD_TEXT_HTML:
        if (html_block_) {
          html_ += source_.filled(piece);
          return;
        }
        return lines(source_.filled(piece));
      default:
        return lines(source_.filled(piece));  // a line break in it came with a value
    }
  }

  void words(std::string_view text) {
    work_ += text.size();
    if (!text.empty()) writer_.words(text);
  }

  void lines(std::string_view text) {
    while (true) {
      const auto end = text.find('\n');
      words(text.substr(0, end));
      if (end == std::string_view::npos) return;
      writer_.break_line(true);
      text.remove_prefix(end + 1);
    }
  }

  /// An address, a title or a language as the text means it.
  std::string attribute(const MD_ATTRIBUTE& of) {
    std::string out;
    if (of.text == nullptr) return out;
    for (std::size_t part = 0; of.substr_offsets[part] < of.size; ++part) {
      const auto from = of.substr_offsets[part];
      const auto piece = view(of.text + from, of.substr_offsets[part + 1] - from);
      if (of.substr_types[part] == MD_TEXT_ENTITY) {
        out += decode_entity(piece);
      } else if (of.substr_types[part] == MD_TEXT_NULLCHAR) {
        out += replacement;
      } else {
        out += source_.filled(piece);
      }
    }
    work_ += out.size();
    return out;
  }

  const markdown_source& source_;
  markdown_writer& writer_;
  std::size_t work_ = 0;
  bool html_block_ = false;
  std::string html_;  ///< of the block, until it is whole
  std::exception_ptr thrown_;
};

}  // namespace

result<void> write_markdown(const liquid::rendered_text& made, markdown_writer& writer) {
  if (made.text.size() > longest_markdown) {
    return error(errc::too_large,
                 "the template makes more than " + std::to_string(longest_markdown) + " bytes of Markdown");
  }
  const markdown_source source(made);
  auto checked = check_markdown(source.text());
  if (!checked) return checked;
  return reading(source, writer).run();
}

}  // namespace carillon::engine
