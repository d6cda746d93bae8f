// Counts how deep the parser is; lives on its stack.
#pragma once

#include "liquid/parser.hpp"

namespace carillon::liquid {

class parser::nested {
 public:
  explicit nested(parser& owner) : owner_(owner) {
    if (++owner_.depth_ > max_nesting) {
      owner_.fail(owner_.peek().line, "nested deeper than " + std::to_string(max_nesting) + " levels");
    }
  }
  ~nested() { --owner_.depth_; }
  nested(const nested&) = delete;
  nested& operator=(const nested&) = delete;

 private:
  parser& owner_;
};

}  // namespace carillon::liquid
