#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "store/keyring.hpp"

namespace carillon::store {

namespace {

constexpr std::size_t key_size = 32;
constexpr std::size_t largest_file = 256;

class descriptor {
 public:
  explicit descriptor(int value) : value_(value) {}
  ~descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  int get() const noexcept { return value_; }
  bool is_open() const noexcept { return value_ >= 0; }

 private:
  int value_;
};

error broken(const std::string& path, std::string_view what) {
  return {errc::configuration, "master key file " + path + ": " + std::string(what)};
}

// Written aside and linked into place: two processes at their first start end with one key, never with a torn
// one. Whoever comes second keeps the first one's.
result<void> create(const std::string& path) {
  const auto aside = path + "." + hex_encode(random_string(8));
  {
    const descriptor file(::open(aside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file.is_open()) return broken(path, "cannot be made");
    const secret text(hex_encode(random_string(key_size)) + "\n");
    const auto written = ::write(file.get(), text.reveal().data(), text.size());
    if (written != static_cast<ssize_t>(text.size()) || ::fsync(file.get()) != 0) {
      ::unlink(aside.c_str());
      return broken(path, "cannot be written");
    }
  }
  const bool is_linked = ::link(aside.c_str(), path.c_str()) == 0 || errno == EEXIST;
  ::unlink(aside.c_str());
  if (!is_linked) return broken(path, "cannot be put into place");
  return {};
}

std::string_view without_trailing_space(std::string_view text) {
  const auto last = text.find_last_not_of(" \t\r\n");
  return last == std::string_view::npos ? std::string_view() : text.substr(0, last + 1);
}

result<secret> decode(const std::string& path, const secret& content) {
  if (content.size() == key_size) return content;
  const auto text = without_trailing_space(content.reveal());
  auto bytes = text.size() == 2 * key_size ? hex_decode(text) : base64_decode(text);
  if (!bytes || bytes->size() != key_size) return broken(path, "needs 32 bytes, raw, in hex or in base64");
  return secret(std::move(*bytes));
}

}  // namespace

result<secret> load_master_key(const std::string& path) {
  const descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return broken(path, "cannot be read");
  struct stat info{};
  if (::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) return broken(path, "is not a file");
  // A file that is not ours was mounted for us: systemd's credentials and Kubernetes' secrets come as 0440.
  const mode_t forbidden = info.st_uid == ::geteuid() ? S_IRWXG | S_IRWXO : S_IWGRP | S_IXGRP | S_IRWXO;
  if ((info.st_mode & forbidden) != 0)
    return broken(path, "others may read or change it. Run: chmod 0600 " + path);
  std::array<char, largest_file> buffer;
  const auto count = ::read(file.get(), buffer.data(), buffer.size());
  if (count < 0) return broken(path, "cannot be read");
  const secret content(std::string(buffer.data(), static_cast<std::size_t>(count)));
  ::explicit_bzero(buffer.data(), buffer.size());
  return decode(path, content);
}

result<secret> make_master_key(const std::string& path) {
  if (auto made = create(path); !made) return made.error();
  return load_master_key(path);
}

}  // namespace carillon::store
