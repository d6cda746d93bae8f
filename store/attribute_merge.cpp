#include "store/attribute_merge.hpp"

#include "base/field_checks.hpp"

namespace carillon::store {

namespace {

std::string to_text(const json& attributes) {
  return attributes.empty() ? std::string() : dump_json(attributes);
}

}  // namespace

// Most users have none yet, or just these: the first try needs no read.
attribute_merge::attribute_merge(std::optional<json> said) : said_(std::move(said)) {
  if (!said_) return;
  if (!said_->is_object()) {
    base_ = "*";
    return;
  }
  if (said_->empty()) {
    said_.reset();
    return;
  }
  json alone = json::object();
  alone.merge_patch(*said_);
  merged_ = to_text(alone);
}

result<void> attribute_merge::onto(std::string_view stored) {
  json whole = json::object();
  if (!stored.empty()) {
    auto parsed = parse_json(stored);
    if (parsed && parsed->is_object()) whole = std::move(*parsed);
  }
  whole.merge_patch(*said_);
  merged_ = to_text(whole);
  base_ = stored;
  if (merged_.size() > schema::most_custom_attributes)
    return error(errc::too_large, "with those it has, a user's custom_attributes would exceed " +
                                      std::to_string(schema::most_custom_attributes) + " bytes");
  return {};
}

}  // namespace carillon::store
