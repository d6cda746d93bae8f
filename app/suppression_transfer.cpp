// `carillon suppression export|import`: a project's list as CSV, and into it what a provider's page exports.
#include <algorithm>
#include <array>
#include <fstream>
#include <iostream>

#include "app/commands.hpp"
#include "app/csv.hpp"
#include "app/exit_code.hpp"
#include "app/toolbox.hpp"
#include "base/field_checks.hpp"
#include "base/json.hpp"
#include "providers/answer.hpp"
#include "queue/event_log.hpp"
#include "store/suppression.hpp"

namespace carillon::app {
namespace {

constexpr std::size_t page_size = 1000;
constexpr std::size_t most_complaints = 10;
constexpr std::array<std::string_view, 5> names_of_email{"email", "e-mail", "email address", "emailaddress",
                                                         "address"};

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

/// Where a file has what we take; none: it has not.
struct columns {
  std::size_t email = 0;
  std::optional<std::size_t> reason, note, ends;
};

std::optional<std::size_t> place_of(const csv_row& header, std::string_view name) {
  const auto found = std::ranges::find(header, name, lower);
  if (found == header.end()) return std::nullopt;
  return static_cast<std::size_t>(found - header.begin());
}

/// Nothing when the row names no columns.
std::optional<columns> read_header(const csv_row& row) {
  for (const auto name : names_of_email) {
    if (const auto email = place_of(row, name))
      return columns{*email, place_of(row, "reason"), place_of(row, "note"), place_of(row, "expires_at")};
  }
  return std::nullopt;
}

std::string cell(const csv_row& row, std::optional<std::size_t> place) {
  return place && *place < row.size() ? row[*place] : std::string();
}

/// What a row says; `otherwise` is the reason where it names none of ours: its words are a note then.
store::suppression entry_of(const csv_row& row, const columns& where, store::suppression_reason otherwise) {
  store::suppression out;
  out.address = cell(row, where.email);
  const auto words = cell(row, where.reason);
  const auto reason = store::parse_suppression_reason(lower(words));
  out.reason = reason.value_or(otherwise);
  out.note = cell(row, where.note);
  if (!reason && out.note.empty()) out.note = words;
  out.note = providers::sanitised(out.note);
  if (const auto ends = parse_rfc3339(cell(row, where.ends))) out.until = *ends;
  out.source = "cli";
  return out;
}

struct outcome {
  std::uint64_t added = 0, known = 0, ended = 0, bad = 0;
};

class importer {
 public:
  importer(toolbox& tools, project_id project, store::suppression_reason otherwise)
      : tools_(tools), project_(project), all_(tools.link(), tools.names()), otherwise_(otherwise) {}

  result<outcome> run(std::istream& from) {
    csv_reader rows(from);
    csv_row row;
    bool is_first = true;
    while (true) {
      const auto read = rows.next(row);
      if (!read) return read.error();
      if (!*read) return done_;
      if (const auto header = is_first ? read_header(row) : std::nullopt) {
        where_ = *header;
      } else if (is_first && row.size() > 1) {
        return error(errc::invalid_argument, "the first line should name the columns, one of them email");
      } else {
        const auto taken = take(row, rows.line());
        if (!taken) return taken.error();
      }
      is_first = false;
    }
  }

 private:
  result<void> take(const csv_row& row, std::size_t line) {
    auto entry = entry_of(row, where_, otherwise_);
    if (const auto refused = schema::check_email(entry.address)) {
      if (++done_.bad <= most_complaints)
        std::cerr << "line " << line << ": the address " << *refused << '\n';
      return {};
    }
    const bool is_soft = entry.reason == store::suppression_reason::soft;
    if (is_soft && (!entry.until || *entry.until <= now())) {
      ++done_.ended;
      return {};
    }
    if (!is_soft) entry.until.reset();
    const auto is_new = tools_.run(all_.put(project_, std::move(entry)));
    if (!is_new) return is_new.error();
    ++(*is_new ? done_.added : done_.known);
    return {};
  }

  toolbox& tools_;
  project_id project_;
  store::suppressions all_;
  store::suppression_reason otherwise_;
  columns where_;
  outcome done_;
};

void tell(toolbox& tools, project_id project, const outcome& done) {
  queue::event_log events(tools.link(), tools.names());
  const json note{{"source", "cli"}, {"added", done.added}};
  const auto told = tools.run(events.append(project, "suppression.imported", dump_json(note)));
  if (!told) std::cerr << "its event was lost: " << told.error().detail << '\n';
}

}  // namespace

int export_suppressions(const command_line& line) {
  auto tools = toolbox::open(line.sources);
  if (!tools) return report(tools.error());
  const auto project = (*tools)->find_project(line.project);
  if (!project) return report(project.error());
  store::suppressions all((*tools)->link(), (*tools)->names());
  std::cout << csv_line({"email", "reason", "source", "created_at", "expires_at", "note"});
  std::optional<store::suppression_id> after;
  while (true) {
    const auto rows = (*tools)->run(all.page(project->id, after, {}, page_size));
    if (!rows) return report(rows.error());
    for (const auto& each : *rows)
      std::cout << csv_line({each.address, std::string(to_string(each.reason)), each.source,
                             to_rfc3339(each.added), each.until ? to_rfc3339(*each.until) : std::string(),
                             each.note});
    if (rows->empty()) return EXIT_SUCCESS;
    after = store::suppression_id_of(project->id, rows->back().address);
  }
}

int import_suppressions(const command_line& line) {
  const auto otherwise = store::parse_suppression_reason(line.reason);
  if (!otherwise || *otherwise == store::suppression_reason::soft)
    return report({errc::configuration, "--reason should be one of: manual, bounce, complaint"});
  std::ifstream file;
  if (line.input != "-") file.open(line.input, std::ios::binary);
  if (line.input != "-" && !file.is_open())
    return report({errc::configuration, line.input + " cannot be read"});
  auto tools = toolbox::open(line.sources);
  if (!tools) return report(tools.error());
  const auto project = (*tools)->find_project(line.project);
  if (!project) return report(project.error());
  importer work(**tools, project->id, *otherwise);
  const auto done = work.run(line.input == "-" ? std::cin : file);
  if (!done) {
    report(done.error());
    return done.error().code == errc::invalid_argument ? exit_data : EXIT_FAILURE;
  }
  if (done->added > 0) tell(**tools, project->id, *done);
  std::cout << "added " << done->added << ", there already " << done->known << ", ended since " << done->ended
            << ", bad lines " << done->bad << '\n';
  return done->bad > 0 ? exit_data : EXIT_SUCCESS;
}

}  // namespace carillon::app
