#include "app/project_view.hpp"

namespace carillon::app {
namespace {

constexpr std::string_view deletion = "being deleted: carillon project delete goes on with it";

json former(json key, timestamp until) {
  key["status"] = "former";
  key["valid_until"] = to_rfc3339(until);
  return key;
}

}  // namespace

json to_json(const store::project& project) {
  json shown = {{"id", project.id.to_string()},
                {"name", project.name},
                {"public_key", project.public_key},
                {"created_at", to_rfc3339(project.created)}};
  if (project.is_being_deleted) {
    shown["status"] = "being deleted";
    return shown;
  }
  shown["public_keys"] = json::array({{{"key", project.public_key}, {"status", "current"}}});
  if (const auto& before = project.former_public_key)
    shown["public_keys"].push_back(former({{"key", before->value}}, before->until));
  shown["secret_keys"] =
      json::array({{{"id", store::secret_key_id(project.secret_key)}, {"status", "current"}}});
  if (const auto& before = project.former_secret_key)
    shown["secret_keys"].push_back(former({{"id", store::secret_key_id(before->value)}}, before->until));
  return shown;
}

std::string to_line(const store::project& project) {
  std::string line = project.id.to_string() + "  " + project.public_key + "  " + project.name;
  if (project.is_being_deleted) return line.append("  (").append(deletion).append(")");
  if (const auto& before = project.former_secret_key)
    line += "  (former secret key until " + to_rfc3339(before->until) + ")";
  if (const auto& before = project.former_public_key)
    line += "  (former public key until " + to_rfc3339(before->until) + ")";
  return line;
}

std::string to_page(const store::project& project) {
  std::string page = "project     " + project.name + "\nid          " + project.id.to_string() +
                     "\ncreated     " + to_rfc3339(project.created) + "\n";
  if (project.is_being_deleted) return page.append(deletion).append("\n");
  page += "public key  " + project.public_key + "\n";
  if (const auto& before = project.former_public_key)
    page += "            " + before->value + " until " + to_rfc3339(before->until) + "\n";
  page += "secret key  id " + store::secret_key_id(project.secret_key) + "\n";
  if (const auto& before = project.former_secret_key)
    page += "            id " + store::secret_key_id(before->value) + " until " + to_rfc3339(before->until) +
            "\n";
  return page;
}

}  // namespace carillon::app
