// Every fuzz target over its corpus and some thousand mutations of it, without libFuzzer: what ctest runs.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/fuzz/mutator.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/where.hpp"

namespace carillon::fuzz {
namespace {

std::vector<std::string> corpus_of(std::string_view name) {
  const auto folder = test::source_folder() / "tests/fuzz/corpus" / name;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  std::ranges::sort(files);  // one order on every machine
  std::vector<std::string> seeds;
  for (const auto& file : files) {
    std::ifstream stream(file, std::ios::binary);
    seeds.emplace_back(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
  }
  return seeds;
}

/// In a block of just that size, as libFuzzer hands it over: a byte read too far is found.
void run_exactly(const target& tested, std::string_view input) {
  const std::vector<char> bytes(input.begin(), input.end());
  tested.run({bytes.data(), bytes.size()});
}

class fuzz_target : public testing::TestWithParam<target> {};

TEST_P(fuzz_target, stands_its_corpus_and_mutations_of_it) {
  const auto& tested = GetParam();
  auto seeds = corpus_of(tested.name);
  ASSERT_FALSE(seeds.empty()) << "tests/fuzz/corpus/" << tested.name << " holds no seed";
  run_exactly(tested, {});
  for (const auto& seed : seeds) run_exactly(tested, seed);
  mutator made(std::move(seeds));
  for (std::size_t count = 0; count < tested.mutations; ++count) run_exactly(tested, made.next());
}

INSTANTIATE_TEST_SUITE_P(all, fuzz_target, testing::ValuesIn(targets()),
                         [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace carillon::fuzz
