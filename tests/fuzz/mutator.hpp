// Inputs made of a corpus, the same ones in every run: what libFuzzer does without its feedback.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace carillon::fuzz {

class mutator {
 public:
  /// `corpus` is not empty.
  explicit mutator(std::vector<std::string> corpus) : corpus_(std::move(corpus)) {}

  /// A seed with one to eight changes.
  std::string next();

 private:
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_() % bound); }
  const std::string& any_seed() { return corpus_[below(corpus_.size())]; }
  void change(std::string& text);

  std::vector<std::string> corpus_;
  std::mt19937_64 random_{20261123};
};

}  // namespace carillon::fuzz
