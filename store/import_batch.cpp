#include "store/import_batch.hpp"

#include "store/canonical_email.hpp"
#include "store/import_encoding.hpp"

namespace carillon::store {

import_batches::import_batches(const std::filesystem::path& file, std::uint64_t offset, std::uint64_t lines,
                               token_kinds kinds, std::function<void(const bad_line&)> on_bad_line)
    : reader_(file, offset), kinds_(kinds), on_bad_line_(std::move(on_bad_line)), number_(lines) {}

bool import_batches::fill(std::size_t wanted, std::size_t slice) {
  if (batch_.lines == 0 && held_) {
    add(std::move(*held_), number_);
    held_.reset();
    ++batch_.lines;
    batch_.end = reader_.offset();
  }
  std::string_view line;
  for (; slice > 0 && batch_.lines < wanted; --slice) {
    if (!reader_.next(line)) return true;
    ++number_;
    auto parsed = parse(line);
    if (parsed && has_same_user(parsed->user)) {
      held_ = std::move(parsed);
      return true;
    }
    if (parsed) add(std::move(*parsed), number_);
    ++batch_.lines;
    batch_.end = reader_.offset();
  }
  return batch_.lines >= wanted;
}

std::optional<import_batch> import_batches::take() {
  external_ids_.clear();
  emails_.clear();
  lone_emails_.clear();
  auto batch = std::exchange(batch_, {});
  if (batch.lines == 0) return std::nullopt;
  return batch;
}

// Nothing for an empty line, or a bad one, which is told.
std::optional<import_line> import_batches::parse(std::string_view line) {
  const auto tell = [this](line_refusal why) {
    batch_.bad.push_back({number_, std::move(why)});
    if (on_bad_line_) on_bad_line_(batch_.bad.back());
    return std::nullopt;
  };
  if (reader_.was_too_long()) return tell({"(line)", "is longer than 1 MiB"});
  if (line.starts_with(byte_order_mark)) line.remove_prefix(byte_order_mark.size());
  if (line.find_first_not_of(" \t") == std::string_view::npos) return std::nullopt;
  auto parsed = parse_import_line(line, kinds_);
  if (auto* refused = std::get_if<line_refusal>(&parsed)) return tell(std::move(*refused));
  return std::get<import_line>(std::move(parsed));
}

// Users may share an e-mail, in any spelling, if their external_ids differ.
bool import_batches::has_same_user(const user_fields& fields) const {
  if (fields.external_id && external_ids_.contains(*fields.external_id)) return true;
  if (!fields.email) return false;
  return (fields.external_id ? lone_emails_ : emails_).contains(canonical_email(*fields.email));
}

void import_batches::add(import_line line, std::uint64_t number) {
  const auto& fields = line.user;
  if (fields.external_id) external_ids_.insert(*fields.external_id);
  if (fields.email) emails_.insert(canonical_email(*fields.email));
  if (fields.email && !fields.external_id) lone_emails_.insert(canonical_email(*fields.email));
  batch_.people.push_back(std::move(line.user));
  batch_.devices.push_back(std::move(line.tokens));
  batch_.numbers.push_back(number);
}

}  // namespace carillon::store
