#include "tests/support/program.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "tests/support/redis_fixture.hpp"

namespace carillon::test {
namespace {

std::vector<std::string> environment_of(const program_run& what) {
  std::vector<std::string> all;
  for (char** each = environ; *each; ++each) {
    if (!std::string_view(*each).starts_with("CARILLON_")) all.emplace_back(*each);
  }
  for (const auto& [name, value] : what.variables) all.emplace_back(name).append("=").append(value);
  return all;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (auto& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

program_end run_program(const program_run& what) {
  const temporary_folder folder;  // files, not pipes: whoever prints a lot never waits for us
  const auto output = folder.path() / "output";
  const auto errors = folder.path() / "errors";
  auto words = what.words;
  auto variables = environment_of(what);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  constexpr int how = O_WRONLY | O_CREAT;
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(), how, 0600);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors.c_str(), how, 0600);
  pid_t pid = -1;
  const int failure = ::posix_spawn(&pid, words.at(0).c_str(), &actions, nullptr, pointers_to(words).data(),
                                    pointers_to(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  if (failure != 0) throw std::runtime_error(words[0] + " cannot be started");
  int status = 0;
  ::waitpid(pid, &status, 0);
  return {.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
          .output = content_of(output),
          .errors = content_of(errors)};
}

}  // namespace carillon::test
