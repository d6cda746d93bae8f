#include "providers/config_rules.hpp"

#include "base/redaction.hpp"
#include "base/text_checks.hpp"

namespace carillon::providers {
namespace {

/// A key as people paste it: line ends of Windows, "\n" written out as in an environment variable, blank
/// lines around it.
std::string tidied(std::string_view pem) {
  std::string out;
  for (std::size_t at = 0; at < pem.size(); ++at) {
    const bool is_written_out = pem.substr(at).starts_with("\\n");
    if (pem[at] == '\r' && pem.substr(at).starts_with("\r\n")) continue;
    out += is_written_out ? '\n' : pem[at];
    if (is_written_out) ++at;
  }
  const auto first = out.find_first_not_of(" \t\n");
  if (first == out.npos) return {};
  const auto last = out.find_last_not_of(" \t\n");
  return out.substr(first, last + 1 - first) + '\n';
}

}  // namespace

schema::rule some_text() {
  return schema::text({1, most_config_text});
}

schema::rule credential() {
  return schema::text({1, most_config_text}, &schema::check_visible);
}

schema::rule mailbox() {
  return schema::object({{"email", schema::text({}, &schema::check_email)},
                         {"name", schema::text({}, &schema::check_name), schema::presence::nullable}});
}

schema::rule private_key(key_kind kind, std::int64_t most, schema::text_check shape) {
  auto out = schema::text({1, most});
  out.custom = [kind, shape](json& value, const std::string& path, schema::complaints& found) {
    auto pem = tidied(value.get_ref<const std::string&>());
    if (const auto refused = shape(pem)) return found.push_back(schema::complaint_of(path, *refused));
    if (!is_filler(pem)) {
      const auto key = signing_key::from_pem(secret(pem), kind);
      if (!key) return found.push_back(schema::complaint_of(path, "is " + key.error().detail));
    }
    value = std::move(pem);
  };
  return out;
}

schema::field optional(std::string_view name, schema::rule value) {
  return {name, std::move(value), schema::presence::optional};
}

}  // namespace carillon::providers
