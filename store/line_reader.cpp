#include "store/line_reader.hpp"

namespace carillon::store {

namespace {

constexpr std::size_t read_size = 256 * 1024;

}  // namespace

line_reader::line_reader(const std::filesystem::path& file, std::uint64_t offset)
    : in_(file, std::ios::binary), offset_(offset) {
  in_.seekg(static_cast<std::streamoff>(offset));
}

bool line_reader::refill() {
  buffer_.erase(0, at_);
  at_ = 0;
  const auto before = buffer_.size();
  buffer_.resize(before + read_size);
  in_.read(buffer_.data() + before, read_size);
  buffer_.resize(before + static_cast<std::size_t>(in_.gcount()));
  return buffer_.size() > before;
}

bool line_reader::next(std::string_view& line) {
  was_too_long_ = false;
  std::size_t searched = 0;
  for (;;) {
    const auto end = buffer_.find('\n', at_ + searched);
    const bool is_found = end != std::string::npos;
    searched = (is_found ? end : buffer_.size()) - at_;
    if (searched > longest_line) was_too_long_ = true;
    if (!is_found && was_too_long_) {  // forget what is read of it, go on looking for its end
      offset_ += searched;
      at_ = buffer_.size();
      searched = 0;
    }
    if (!is_found && refill()) continue;
    if (!is_found && searched == 0 && !was_too_long_) return false;
    line = was_too_long_ ? std::string_view() : std::string_view(buffer_).substr(at_, searched);
    if (line.ends_with('\r')) line.remove_suffix(1);
    at_ += searched + (is_found ? 1 : 0);
    offset_ += searched + (is_found ? 1 : 0);
    return true;
  }
}

}  // namespace carillon::store
