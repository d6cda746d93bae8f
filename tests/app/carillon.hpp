// The real binary on a command line, beside the tests' Redis or alone with its own.
#pragma once

#include <gmock/gmock.h>

#include <map>
#include <string>
#include <vector>

#include "app/exit_code.hpp"
#include "tests/support/program.hpp"
#include "tests/support/redis_fixture.hpp"
#include "tests/support/where.hpp"

namespace carillon::app {

using test::program_end;

/// `carillon <words>` with these variables of the environment.
inline program_end carillon(std::vector<std::string> words,
                            std::map<std::string, std::string> variables = {}) {
  words.insert(words.begin(), test::carillon_program());
  return test::run_program({.words = std::move(words), .variables = std::move(variables)});
}

/// Commands on the tests' Redis, with a data folder (master key) of their own.
class commands_test : public test::redis_test {
 protected:
  program_end run_command(std::vector<std::string> words) {
    for (const auto& word :
         {std::string("--redis.url"), server().url(), std::string("--data_dir"), data_.path().string()})
      words.push_back(word);
    return carillon(std::move(words));
  }
  const std::filesystem::path& data_folder() const { return data_.path(); }

 private:
  test::temporary_folder data_;
};

}  // namespace carillon::app
