#include "sandbox/kept_files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>

#include "base/encoding.hpp"

namespace carillon::sandbox {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Beside it first: whoever reads finds the old text or the new one.
result<> write_file(const std::string& path, std::string_view text) {
  const std::string beside = path + ".new";
  const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  bool is_written = file >= 0;
  while (is_written && !text.empty()) {
    const auto written = ::write(file, text.data(), text.size());
    is_written = written > 0 || (written < 0 && errno == EINTR);
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
  is_written = is_written && std::rename(beside.c_str(), path.c_str()) == 0;
  const std::string why = std::strerror(errno);
  if (file >= 0) ::close(file);
  if (!is_written) return error(errc::configuration, path + ": " + why);
  return {};
}

}  // namespace

result<std::string> kept_files::secret(std::string_view name,
                                       const std::function<std::string()>& make) const {
  const auto file = path(std::string(name) + ".secret");
  if (const auto known = hex_decode(read_file(file)); known && !known->empty()) return *known;
  auto made = make();
  if (auto written = write_file(file, hex_encode(made)); !written) return written.error();
  return made;
}

result<std::optional<json>> kept_files::credentials() const {
  const auto file = path("credentials.json");
  const auto text = read_file(file);
  if (text.empty()) return std::optional<json>();
  auto document = parse_json(text, {.max_bytes = 8 << 20});
  if (!document) return error(errc::configuration, file + ": " + document.error().detail);
  return std::optional(std::move(*document));
}

result<> kept_files::save_credentials(const json& document) const {
  return write_file(path("credentials.json"), dump_json(document));
}

std::string kept_files::messages() const {
  return read_file(path("messages.ndjson"));
}

result<> kept_files::save_messages(std::string_view text) const {
  return write_file(path("messages.ndjson"), text);
}

}  // namespace carillon::sandbox
