#include "config/load.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "config/keys.hpp"
#include "config/relations.hpp"
#include "config/toml_file.hpp"

namespace carillon::config {
namespace {

std::optional<std::string> read_file(const std::string& path) {
  std::error_code ec;
  if (std::filesystem::is_directory(path, ec)) return std::nullopt;  // a stream would open it, then throw
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string content{std::istreambuf_iterator<char>(file), {}};
  if (file.bad()) return std::nullopt;
  return content;
}

/// Applies one source after another, the least important first, and gathers what is wrong.
class loader {
 public:
  void apply_file(const std::string& path) {
    const auto text = read_file(path);
    if (!text) return report(path, "", "cannot be read");
    const auto content = read_toml(*text);
    for (const auto& [line, what] : content.problems) report(path + ':' + std::to_string(line), "", what);
    for (const auto& [key, value, line] : content.entries)
      set_from(path + ':' + std::to_string(line), key, value);
  }

  void apply(const environment& variables) {
    using enum variable::meaning;
    for (const auto& [name, value_or_path] : variables) {
      const auto [means, key] = read_name(name);
      if (means == value || means == unknown_key) set_from(name, key, value_or_path);
      if (means == file) apply_value_file(name, key, value_or_path, variables);
    }
  }

  void apply_flag(const std::string& key, const std::string& text) { set_from("--" + key, key, text); }

  result<loaded_settings> finish() && {
    // Relations between values that were themselves refused would only repeat the complaint.
    if (problems_.empty()) {
      for (const auto& broken : broken_relations(loaded_.values))
        report(origin_of(broken.key), broken.key, broken.what);
    }
    if (problems_.empty()) return std::move(loaded_);
    problems_.pop_back();  // the last line feed
    return error(errc::configuration, std::move(problems_));
  }

 private:
  /// A file made by an editor or a secret store ends in a line feed that is not part of the value.
  void apply_value_file(const std::string& name, const std::string& key, const std::string& path,
                        const environment& variables) {
    if (variables.contains(variable_of(key)))
      return report(name, key, "is given by " + variable_of(key) + " too");
    auto content = read_file(path);
    if (!content) return report(name, key, "its file cannot be read");
    if (content->ends_with('\n')) content->pop_back();
    if (content->ends_with('\r')) content->pop_back();
    set_from(name, key, *content);
  }

  void set_from(const std::string& origin, const std::string& name, std::string_view text) {
    const auto* const which = find_key(name);
    if (which == nullptr) {
      const auto nearest = nearest_key(name);
      return report(
          origin, name,
          nearest.empty() ? "unknown key" : "unknown key; did you mean " + std::string(nearest) + '?');
    }
    const auto done = set(loaded_.values, *which, text_for(*which, name, text));
    if (!done) return report(origin, name, done.error().detail);
    loaded_.origins[std::string(which->name)] = origin;
  }

  std::string origin_of(std::string_view key) const {
    const auto found = loaded_.origins.find(key);
    return found == loaded_.origins.end() ? "default" : found->second;
  }

  void report(std::string_view origin, std::string_view key, std::string_view what) {
    problems_.append(origin).append(": ");
    if (!key.empty()) problems_.append(key).append(": ");
    problems_.append(what).append("\n");
  }

  loaded_settings loaded_;
  std::string problems_;
};

}  // namespace

result<loaded_settings> load(const load_sources& from) {
  loader into;
  if (from.file) into.apply_file(*from.file);
  into.apply(from.variables);
  for (const auto& [key, text] : from.flags) into.apply_flag(key, text);
  return std::move(into).finish();
}

}  // namespace carillon::config
