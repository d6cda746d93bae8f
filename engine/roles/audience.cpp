#include "engine/roles/audience.hpp"

#include <set>

#include "base/json.hpp"
#include "store/canonical_email.hpp"

namespace carillon::engine {
namespace {

std::optional<std::string> text(const json& entry, const char* name) {
  const auto found = entry.find(name);
  if (found == entry.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

bool is_flag_set(const json& entry, const char* object, const char* flag) {
  const auto found = entry.find(object);
  return found != entry.end() && found->is_object() && found->value(flag, json()) == json(true);
}

store::user_fields named_user(const json& entry) {
  store::user_fields fields;
  fields.email = text(entry, "email");
  fields.external_id = text(entry, "external_id");
  fields.first_name = text(entry, "first_name");
  fields.last_name = text(entry, "last_name");
  if (const auto numbers = entry.find("phone_numbers"); numbers != entry.end() && numbers->is_array()) {
    auto& kept = fields.phone_numbers.emplace();
    for (const auto& number : *numbers) {
      if (number.is_string()) kept.push_back(number.get<std::string>());
    }
  }
  if (const auto custom = entry.find("custom_attributes"); custom != entry.end() && custom->is_object()) {
    fields.custom_attributes = *custom;
  }
  return fields;
}

}  // namespace

std::vector<std::vector<store::user_fields>> in_batches(const std::vector<store::user_fields>& users,
                                                        std::size_t limit) {
  std::vector<std::vector<store::user_fields>> batches;
  std::set<std::string> named;  // in the last batch
  for (const auto& user : users) {
    const auto by_id = "i" + user.external_id.value_or("");
    const auto by_email = "e" + store::canonical_email(user.email.value_or(""));
    const bool is_named =
        (by_id.size() > 1 && named.contains(by_id)) || (by_email.size() > 1 && named.contains(by_email));
    if (batches.empty() || is_named || batches.back().size() >= limit) {
      batches.emplace_back();
      named.clear();
    }
    batches.back().push_back(user);
    named.insert(by_id);
    named.insert(by_email);
  }
  return batches;
}

result<audience> parse_audience(std::string_view recipients) {
  auto parsed = parse_json(recipients, {.max_bytes = 64 << 20, .max_values = 10'000'000});
  if (!parsed || !parsed->is_array())
    return error(errc::corrupted, "the stored recipients are not a JSON array");
  audience whole;
  for (const auto& entry : *parsed) {
    if (!entry.is_object()) return error(errc::corrupted, "a stored recipient is not a JSON object");
    if (entry.contains("topic")) {
      whole.has_subscribers = whole.has_subscribers || is_flag_set(entry, "topic", "subscribers");
    } else if (entry.contains("users")) {
      whole.is_everyone = whole.is_everyone || is_flag_set(entry, "users", "all");
    } else {
      whole.users.push_back(named_user(entry));
    }
  }
  return whole;
}

}  // namespace carillon::engine
