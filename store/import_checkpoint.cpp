#include "store/import_checkpoint.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "base/stored_record.hpp"

namespace carillon::store {

namespace {

constexpr std::size_t head_size = 65'536;

std::string identify(const std::filesystem::path& input, const std::string& target) {
  std::error_code ignored;
  const auto size = std::filesystem::file_size(input, ignored);
  const auto changed = std::filesystem::last_write_time(input, ignored).time_since_epoch().count();
  std::string head(head_size, '\0');
  std::ifstream in(input, std::ios::binary);
  in.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(in.gcount()));
  const auto digest = sha256({std::to_string(size), "|", std::to_string(changed), "|", target, "|", head});
  return hex_encode(as_text(digest));
}

json to_json(const std::vector<bad_line>& lines) {
  auto out = json::array();
  for (const auto& [number, why] : lines)
    out.push_back({{"line", number}, {"field", why.field}, {"reason", why.reason}});
  return out;
}

std::vector<bad_line> to_bad_lines(const json& stored) {
  std::vector<bad_line> out;
  for (const auto& one : stored) {
    if (!one.is_object() || out.size() >= most_bad_lines_kept) continue;
    const auto& number = member_of(one, "line");
    if (number.is_number_unsigned())
      out.push_back({number.get<std::uint64_t>(), {text_of(one, "field"), text_of(one, "reason")}});
  }
  return out;
}

bool write_durably(const std::filesystem::path& file, std::string_view text) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return false;
  const bool is_written =
      ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      ::fsync(descriptor) == 0;
  return ::close(descriptor) == 0 && is_written;
}

}  // namespace

import_checkpoint::import_checkpoint(const std::filesystem::path& input, const std::string& target)
    : file_(input.string() + ".progress"), identity_(identify(input, target)) {}

std::optional<import_counts> import_checkpoint::load() const {
  std::ifstream in(file_, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto parsed = json::parse(text, nullptr, false);
  stored_record whole(parsed);
  if (whole.text("input") != identity_) return std::nullopt;
  const auto count = [&](std::string_view name) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(0, whole.integer(name)));
  };
  import_counts counts;
  counts.bytes_read = count("offset");
  counts.lines = count("lines");
  counts.users = count("users");
  counts.tokens = count("tokens");
  counts.bad = count("bad");
  counts.begun = from_unix_us(whole.integer("begun"));
  counts.first_bad = to_bad_lines(member_of(parsed, "first_bad"));
  if (whole.is_damaged()) return std::nullopt;  // the import begins anew: saving a line twice changes nothing
  return counts;
}

result<void> import_checkpoint::save(const import_counts& counts) const {
  const json content = {{"input", identity_},
                        {"offset", counts.bytes_read},
                        {"lines", counts.lines},
                        {"users", counts.users},
                        {"tokens", counts.tokens},
                        {"bad", counts.bad},
                        {"begun", to_unix_us(counts.begun)},
                        {"first_bad", to_json(counts.first_bad)}};
  const auto aside = file_.string() + ".new";
  std::error_code failure;
  if (write_durably(aside, dump_json(content)))
    std::filesystem::rename(aside, file_, failure);
  else
    failure = std::make_error_code(std::errc::io_error);
  if (failure) return error(errc::configuration, "cannot write " + file_.string());
  return {};
}

void import_checkpoint::remove() const {
  std::error_code ignored;
  std::filesystem::remove(file_, ignored);
}

}  // namespace carillon::store
