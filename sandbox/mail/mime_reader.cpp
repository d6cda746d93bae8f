#include "sandbox/mail/mime_reader.hpp"

#include <algorithm>
#include <utility>

#include "sandbox/mail/mail_text.hpp"

namespace carillon::sandbox {
namespace {

constexpr int deepest = 8;
constexpr int most_parts = 100;

/// Head and body, parted by the first empty line.
std::pair<std::string_view, std::string_view> parted(std::string_view entity) noexcept {
  for (const std::string_view empty : {"\r\n\r\n", "\n\n"}) {
    // Without fields the empty line comes first.
    if (entity.starts_with(empty.substr(empty.size() / 2))) return {{}, entity.substr(empty.size() / 2)};
    const auto at = entity.find(empty);
    if (at != std::string_view::npos)
      return {entity.substr(0, at + empty.size() / 2), entity.substr(at + empty.size())};
  }
  return {entity, {}};
}

/// "text/html" of "Text/HTML; charset=utf-8".
std::string media_type(std::string_view value) {
  auto type = value.substr(0, value.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  return lowered(type);
}

/// `x` of `; name=x` or `; name="x"`.
std::string parameter_in(std::string_view value, std::string_view name) {
  const auto small = lowered(value);
  const auto wanted = std::string(name) + '=';
  for (auto at = small.find(';'); at != std::string::npos; at = small.find(';', at + 1)) {
    const auto start = small.find_first_not_of(" \t", at + 1);
    if (start == std::string::npos || small.compare(start, wanted.size(), wanted) != 0) continue;
    auto rest = value.substr(start + wanted.size());
    if (!rest.starts_with('"')) return std::string(rest.substr(0, rest.find_first_of("; \t")));
    rest.remove_prefix(1);
    return std::string(rest.substr(0, rest.find('"')));
  }
  return {};
}

class reader {
 public:
  explicit reader(read_mail& into) : into_(into) {}

  void read(const mail_fields& fields, std::string_view body, int depth) {
    if (++parts_ > most_parts) return;
    const auto content = field_in(fields, "content-type");
    const auto type = content.empty() ? std::string("text/plain") : media_type(content);
    if (type.starts_with("multipart/") && depth < deepest)
      return read_parts(body, "--" + parameter_in(content, "boundary"), depth);
    const auto disposition = field_in(fields, "content-disposition");
    const bool is_attached = media_type(disposition) == "attachment";
    const auto coding = lowered(field_in(fields, "content-transfer-encoding"));
    auto bytes = coding == "base64"             ? decode_base64(body)
                 : coding == "quoted-printable" ? decode_quoted(body)
                                                : std::string(body);
    const auto charset = parameter_in(content, "charset");
    if (type == "text/plain" && into_.text.empty() && !is_attached) {
      into_.text = to_utf8(bytes, charset);
    } else if (type == "text/html" && into_.html.empty() && !is_attached) {
      into_.html = to_utf8(bytes, charset);
    } else {
      auto name = parameter_in(disposition, "filename");
      if (name.empty()) name = parameter_in(content, "name");
      into_.attachments.push_back({.name = std::move(name), .type = type, .bytes = bytes.size()});
    }
  }

 private:
  void read_parts(std::string_view body, const std::string& delimiter, int depth) {
    if (delimiter.size() <= 2) return;
    auto at = find_delimiter(body, delimiter, 0);
    while (at != std::string_view::npos && parts_ <= most_parts) {
      const auto start = body.find('\n', at);
      const bool is_last = body.substr(at + delimiter.size(), 2) == "--";
      if (is_last || start == std::string_view::npos) return;
      const auto next = find_delimiter(body, delimiter, start);
      auto part = body.substr(start + 1, next == std::string_view::npos ? next : next - start - 1);
      if (part.ends_with('\n')) part.remove_suffix(1);
      if (part.ends_with('\r')) part.remove_suffix(1);
      const auto [head, inner] = parted(part);
      read(read_fields(head), inner, depth + 1);
      at = next;
    }
  }

  /// At the start of a line, from `from` on.
  static std::size_t find_delimiter(std::string_view body, const std::string& delimiter, std::size_t from) {
    for (auto at = body.find(delimiter, from); at != std::string_view::npos;
         at = body.find(delimiter, at + 1)) {
      if (at == 0 || body[at - 1] == '\n') return at;
    }
    return std::string_view::npos;
  }

  read_mail& into_;
  int parts_ = 0;
};

}  // namespace

read_mail read_mime(std::string_view mail) {
  read_mail made;
  const auto [head, body] = parted(mail);
  made.fields = read_fields(head);
  const auto fields = made.fields;
  reader(made).read(fields, body, 0);
  return made;
}

shown_message show_mail(const read_mail& mail) {
  shown_message shown;
  shown.as = look::mail;
  shown.from = field_in(mail.fields, "from");
  shown.title = field_in(mail.fields, "subject");
  shown.text = mail.text;
  shown.html = mail.html;
  shown.fields = mail.fields;
  shown.attachments = mail.attachments;
  return shown;
}

}  // namespace carillon::sandbox
