// `carillon dead list|redrive|discard`: what became of jobs whose workers died holding them, or could not
// work on them.
#include <algorithm>
#include <cstdio>
#include <functional>
#include <iostream>
#include <optional>

#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/toolbox.hpp"
#include "base/json.hpp"
#include "queue/dead_jobs.hpp"

namespace carillon::app {
namespace {

constexpr std::size_t most_listed = 10'000;

json shown(const queue::dead_job& job) {
  json row{{"id", job.name()},
           {"broadcast_id", job.broadcast.to_string()},
           {"project_id", job.project.to_string()},
           {"kind", job.is_plan ? "plan" : "delivery"},
           {"lost", job.lost},
           {"reason", job.reason},
           {"detail", job.detail},
           {"died_at", to_rfc3339(job.died)}};
  if (job.is_plan) return row;
  row["channel"] = to_string(job.via);
  row["recipients"] = job.recipients;
  row["open"] = job.open;
  return row;
}

void print_table(const std::vector<queue::dead_job>& jobs) {
  std::printf("%-36s  %-12s  %10s  %6s  %4s  %-8s  %-27s  %-36s  %s\n", "ID", "KIND", "RECIPIENTS", "OPEN",
              "LOST", "REASON", "DIED", "BROADCAST", "DETAIL");
  for (const auto& job : jobs) {
    const std::string kind(job.is_plan ? "plan" : to_string(job.via));
    std::printf("%-36s  %-12s  %10u  %6u  %4u  %-8s  %-27s  %-36s  %s\n", job.name().c_str(), kind.c_str(),
                job.recipients, job.open, job.lost, job.reason.c_str(), to_rfc3339(job.died).c_str(),
                job.broadcast.to_string().c_str(), job.detail.c_str());
  }
}

/// --broadcast and --reason.
result<queue::dead_choice> read_choice(const command_line& line) {
  queue::dead_choice which{.reason = line.died_of};
  if (line.broadcast.empty()) return which;
  const auto id = broadcast_id::parse(line.broadcast);
  if (!id) return error(errc::invalid_argument, "--broadcast: " + line.broadcast + " is not an id");
  which.broadcast = *id;
  return which;
}

/// Of those read: the jobs the command line names, by "7/<jid>" or by a jid (then those of all partitions),
/// or all that it describes.
result<std::vector<queue::dead_job>> chosen(std::vector<queue::dead_job> dead, const command_line& line,
                                            const queue::dead_choice& which) {
  if (line.is_all || !which.is_any()) return dead;
  if (line.jobs.empty())
    return error(errc::invalid_argument,
                 "name jobs as `carillon dead list` shows them, or --broadcast, --reason or --all");
  for (const auto& name : line.jobs) {
    const auto is_named = [&](const queue::dead_job& job) { return job.name() == name || job.id == name; };
    if (std::ranges::none_of(dead, is_named))
      return error(errc::not_found, "no dead job " + name + "; there may have been: see carillon dead list");
  }
  std::erase_if(dead, [&](const queue::dead_job& job) {
    return std::ranges::find(line.jobs, job.name()) == line.jobs.end() &&
           std::ranges::find(line.jobs, job.id) == line.jobs.end();
  });
  return dead;
}

/// What both decisions begin with.
struct desk {
  std::unique_ptr<toolbox> tools;
  std::unique_ptr<queue::dead_jobs> dead;
  queue::dead_choice which;
  std::vector<queue::dead_job> jobs;

  /// False when there are more than one list holds.
  result<bool> read() {
    auto listed = tools->run(dead->list(most_listed, which));
    if (!listed) return listed.error();
    jobs = std::move(*listed);
    return jobs.size() < most_listed;
  }
};

result<desk> open_desk(const command_line& line) {
  auto which = read_choice(line);
  if (!which) return which.error();
  auto tools = toolbox::open(line.sources);
  if (!tools) return tools.error();
  desk made{.tools = std::move(*tools), .dead = nullptr, .which = std::move(*which), .jobs = {}};
  made.dead = std::make_unique<queue::dead_jobs>(made.tools->link(), made.tools->names());
  auto listed = made.read();
  if (!listed) return listed.error();
  return made;
}

void print_done(const command_line& line, std::string_view what, std::size_t jobs, std::uint64_t recipients) {
  if (line.is_json) {
    std::cout << dump_json({{what, jobs}, {"recipients", recipients}}) << '\n';
  } else {
    std::cout << what << ' ' << jobs << (jobs == 1 ? " job" : " jobs") << " with " << recipients
              << " open recipients\n";
  }
}

/// Open recipients of a job that was decided on; none when somebody else was faster.
using settled = std::optional<std::uint64_t>;

/// Decides on each job chosen. A failure half way says what was done before it; --all, --broadcast and
/// --reason mean all of them, however many lists.
int settle(const command_line& line, std::string_view what,
           const std::function<result<settled>(desk&, const queue::dead_job&)>& decide) {
  auto opened = open_desk(line);
  if (!opened) return report(opened.error());
  std::size_t count = 0;
  std::uint64_t recipients = 0;
  for (bool is_last = false; !is_last;) {
    is_last = !line.jobs.empty() || opened->jobs.size() < most_listed;
    const auto jobs = chosen(std::move(opened->jobs), line, opened->which);
    if (!jobs) return report(jobs.error());
    const auto before = count;
    for (const auto& job : *jobs) {
      const auto done = decide(*opened, job);
      if (!done) {
        print_done(line, what, count, recipients);
        return report(done.error());
      }
      if (!*done) continue;
      ++count;
      recipients += **done;
    }
    is_last = is_last || count == before;
    if (const auto read = is_last ? result<bool>(true) : opened->read(); !read) return report(read.error());
  }
  print_done(line, what, count, recipients);
  return EXIT_SUCCESS;
}

}  // namespace

int list_dead(const command_line& line) {
  auto opened = open_desk(line);
  if (!opened) return report(opened.error());
  if (line.is_json) {
    json rows = json::array();
    for (const auto& job : opened->jobs) rows.push_back(shown(job));
    std::cout << dump_json(rows) << '\n';
  } else if (opened->jobs.empty()) {
    std::cout << "no dead jobs\n";
  } else {
    print_table(opened->jobs);
  }
  if (opened->jobs.size() >= most_listed)
    std::cerr << "carillon: there may be more than these " << most_listed << " jobs\n";
  return EXIT_SUCCESS;
}

int redrive_dead(const command_line& line) {
  return settle(line, "redriven", [](desk& at, const queue::dead_job& job) -> result<settled> {
    const auto redriven = at.tools->run(at.dead->redrive(job));
    if (!redriven) return redriven.error();
    return *redriven ? settled(job.open) : std::nullopt;
  });
}

int discard_dead(const command_line& line) {
  return settle(line, "discarded", [](desk& at, const queue::dead_job& job) -> result<settled> {
    const auto discarded = at.tools->run(at.dead->discard(job));
    if (!discarded) return discarded.error();
    if (!discarded->was_dead) return settled();
    // A running worker's sweep would do it too, and nobody when none runs.
    queue::queue moving(at.tools->link(), {.prefix = at.tools->names().prefix()});
    const auto finished = at.tools->run(moving.finish_broadcast(job.broadcast));
    if (!finished && finished.error().code != errc::not_found) return finished.error();
    return settled(discarded->expired);
  });
}

}  // namespace carillon::app
