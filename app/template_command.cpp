// `carillon template put|list|remove`: what a project says on a channel, for operators. The REST contract
// lets only users save templates, and settings forbid that by default.
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>

#include "app/channel_choices.hpp"
#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/toolbox.hpp"
#include "base/json.hpp"
#include "liquid/program.hpp"
#include "store/message_template.hpp"

namespace carillon::app {
namespace {

constexpr std::size_t longest_category = 255;

error refused(std::string why) {
  return {errc::configuration, std::move(why)};
}

/// Of a file, or of standard input where it is "-"; one byte past the limit is enough to know.
result<std::string> read_source(const std::string& path) {
  std::ifstream file;
  if (path != "-") file.open(path, std::ios::binary);
  std::istream& from = path == "-" ? std::cin : file;
  std::string text(store::longest_template + 1, '\0');
  from.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (from.bad() || (path != "-" && !file.is_open())) return refused(path + " cannot be read");
  text.resize(static_cast<std::size_t>(from.gcount()));
  return text;
}

result<void> check_source(const std::string& text) {
  if (text.empty()) return refused("the template is empty: carillon template remove takes one away");
  if (text.size() > store::longest_template)
    return refused("a template has at most " + std::to_string(store::longest_template) + " bytes");
  if (!is_valid_utf8(text)) return refused("the template should be UTF-8");
  const auto parsed = liquid::program::parse(text);
  if (!parsed) return refused("the template is not valid: " + parsed.error().detail);
  return {};
}

/// Which template the words name; no text yet.
result<store::message_template> named(const command_line& line) {
  const auto via = parse_channel(line.channel);
  if (!via) return refused("--channel should be one of: " + channel_choices());
  if (line.category.size() > longest_category || !is_valid_utf8(line.category))
    return refused("--category should have at most 255 bytes of UTF-8");
  return store::message_template{*via, line.category, {}};
}

int save(const command_line& line, store::message_template wanted, const char* done) {
  auto tools = toolbox::open(line.sources);
  if (!tools) return report(tools.error());
  const auto project = (*tools)->find_project(line.project);
  if (!project) return report(project.error());
  store::message_templates templates((*tools)->link(), (*tools)->names());
  const auto where = std::string(to_string(wanted.via)) + ", " +
                     (wanted.category.empty() ? "every category" : "category " + wanted.category);
  const auto saved = (*tools)->run(templates.put(project->id, std::move(wanted)));
  if (!saved) return report(saved.error());
  std::cout << done << ": " << where << '\n';
  return EXIT_SUCCESS;
}

}  // namespace

int put_template(const command_line& line) {
  auto wanted = named(line);
  if (!wanted) return report(wanted.error());
  auto text = read_source(line.input);
  if (!text) return report(text.error());
  if (const auto fit = check_source(*text); !fit) return report(fit.error());
  wanted->text = std::move(*text);
  return save(line, std::move(*wanted), "saved, for what is sent from now on");
}

int remove_template(const command_line& line) {
  auto unwanted = named(line);
  if (!unwanted) return report(unwanted.error());
  return save(line, std::move(*unwanted), "removed");
}

int list_templates(const command_line& line) {
  auto tools = toolbox::open(line.sources);
  if (!tools) return report(tools.error());
  const auto project = (*tools)->find_project(line.project);
  if (!project) return report(project.error());
  store::message_templates templates((*tools)->link(), (*tools)->names());
  const auto all = (*tools)->run(templates.list(project->id));
  if (!all) return report(all.error());
  if (line.is_json) {
    auto rows = json::array();
    for (const auto& each : *all)
      rows.push_back({{"channel", to_string(each.via)}, {"category", each.category}, {"text", each.text}});
    std::cout << dump_json(rows) << '\n';
    return EXIT_SUCCESS;
  }
  std::printf("%-12s  %6s  %s\n", "CHANNEL", "BYTES", "CATEGORY");
  for (const auto& each : *all) {
    std::printf("%-12s  %6zu  %s\n", std::string(to_string(each.via)).c_str(), each.text.size(),
                each.category.empty() ? "(every)" : each.category.c_str());
  }
  return EXIT_SUCCESS;
}

}  // namespace carillon::app
