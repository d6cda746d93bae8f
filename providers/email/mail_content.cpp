#include "providers/email/mail_content.hpp"

#include "providers/email/html_reader.hpp"
#include "providers/email/html_writer.hpp"
#include "providers/email/plain_reader.hpp"
#include "providers/email/text_writer.hpp"

namespace carillon::providers::email {
namespace {

/// Both forms at once, so that neither says more than the other.
class both_writers final : public content_sink {
 public:
  explicit both_writers(std::size_t most_html) : html_(most_html) {}

  void open(element kind, const attributes& with) override {
    html_.open(kind, with);
    text_.open(kind, with);
  }
  void close(element kind) override {
    html_.close(kind);
    text_.close(kind);
  }
  void text(std::string_view words) override { text_.text(html_.put(words)); }
  bool is_full() const noexcept override { return html_.is_full(); }

  mail_content take(bool is_all) {
    return {.html = html_.take(), .text = text_.take(), .is_cut = html_.is_cut() || !is_all};
  }

 private:
  html_writer html_;
  text_writer text_;
};

}  // namespace

mail_content read_content(std::string_view words, std::size_t most_html) {
  if (is_html(words)) return read_html_content(words, most_html);
  both_writers to(most_html);
  const bool is_all = read_plain(words, to);
  return to.take(is_all);
}

mail_content read_html_content(std::string_view html, std::size_t most_html) {
  both_writers to(most_html);
  const bool is_all = read_html(html, to);
  return to.take(is_all);
}

}  // namespace carillon::providers::email
