#include "queue/append_only_tail.hpp"

#include <charconv>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

namespace carillon::queue {

namespace {

constexpr std::streamoff most_word = 512 << 20;  // Redis takes no longer one
constexpr int most_words = 1 << 20;

/// The file that is written to: of the manifest's last line `file <name> seq <number> type i`.
std::optional<std::filesystem::path> newest_increment(const std::filesystem::path& folder) {
  std::ifstream manifest(folder / "appendonly.aof.manifest");
  std::optional<std::filesystem::path> newest;
  for (std::string line; std::getline(manifest, line);) {
    std::istringstream words(line);
    std::string file, name, sequence, number, type, kind;
    words >> file >> name >> sequence >> number >> type >> kind;
    if (kind == "i") newest = folder / name;
  }
  return newest;
}

/// Where in a file of commands it is whole.
class command_scan {
 public:
  explicit command_scan(const std::filesystem::path& path)
      : in_(path, std::ios::binary), size_(static_cast<std::streamoff>(std::filesystem::file_size(path))) {}

  /// The end of what may stay; nothing where something other than the end is wrong.
  std::optional<std::streamoff> whole_until() {
    std::streamoff whole = 0;
    bool is_open = false;
    while (at_ < size_) {
      const auto name = next_command();
      if (!name) return is_torn_ ? std::optional(whole) : std::nullopt;
      if (*name == "MULTI") is_open = true;
      if (*name == "EXEC") is_open = false;
      if (!is_open) whole = at_;
    }
    return whole;
  }

 private:
  /// Its first word when that is short, as MULTI and EXEC are; nothing when it is not whole.
  std::optional<std::string> next_command() {
    const auto words = number_after('*', most_words);
    if (!words) return std::nullopt;
    std::string name;
    for (std::streamoff index = 0; index < *words; ++index) {
      const auto size = number_after('$', most_word);
      if (!size) return std::nullopt;
      if (at_ + *size + 2 > size_) return torn();
      if (index == 0 && *size <= 5) {
        name.resize(static_cast<std::size_t>(*size));
        in_.read(name.data(), *size);
        in_.ignore(2);
      } else {
        in_.seekg(*size + 2, std::ios::cur);
      }
      at_ += *size + 2;
    }
    return name;
  }

  std::optional<std::streamoff> number_after(char mark, std::streamoff most) {
    std::string line;
    std::getline(in_, line);
    at_ += static_cast<std::streamoff>(line.size()) + 1;
    if (in_.eof()) return torn(), std::nullopt;
    std::streamoff number = -1;
    if (line.size() < 3 || line.front() != mark || line.back() != '\r') return std::nullopt;
    const auto* end = line.data() + line.size() - 1;
    const auto [rest, failed] = std::from_chars(line.data() + 1, end, number);
    if (failed != std::errc() || rest != end || number < 0 || number > most) return std::nullopt;
    return number;
  }

  std::nullopt_t torn() {
    is_torn_ = true;
    return std::nullopt;
  }

  std::ifstream in_;
  const std::streamoff size_;
  std::streamoff at_ = 0;
  bool is_torn_ = false;
};

}  // namespace

result<std::uintmax_t> cut_torn_tail(const std::filesystem::path& folder) {
  const auto path = newest_increment(folder / "appendonlydir");
  std::error_code ec;
  if (!path || !std::filesystem::is_regular_file(*path, ec)) return std::uintmax_t{0};
  const auto whole = command_scan(*path).whole_until();
  if (!whole) return std::uintmax_t{0};
  const auto size = std::filesystem::file_size(*path, ec);
  const auto kept = static_cast<std::uintmax_t>(*whole);
  if (ec || size == kept) return std::uintmax_t{0};
  const auto unusable = [&](const std::string& why) {
    return error(errc::configuration, "cannot cut the torn end off " + path->string() + why);
  };
  std::ifstream from(*path, std::ios::binary);
  std::ofstream aside(folder / "torn.aof", std::ios::binary | std::ios::trunc);
  from.seekg(*whole);
  if (!(aside << from.rdbuf() << std::flush)) return unusable(": it cannot be put aside");
  std::filesystem::resize_file(*path, kept, ec);
  if (ec) return unusable(": " + ec.message());
  return size - kept;
}

}  // namespace carillon::queue
