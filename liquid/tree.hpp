// What the parser builds and a render walks: expressions yield a value, statements write. Immutable once
// made, no deeper than max_nesting, shared between threads.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "liquid/run.hpp"
#include "liquid/value.hpp"

namespace carillon::liquid {

class expression {
 public:
  virtual ~expression() = default;
  /// nil once the run is over.
  virtual value evaluate(run& state) const = 0;
};
using expression_ptr = std::unique_ptr<const expression>;

/// How a statement ended: what the block around it does next.
enum class flow {
  next,           ///< the statement behind it
  break_loop,     ///< {% break %}: ends the innermost loop
  continue_loop,  ///< {% continue %}: ends this turn of it
};

class statement {
 public:
  virtual ~statement() = default;
  virtual flow render(run& state) const = 0;
};
using statement_ptr = std::unique_ptr<const statement>;

/// Statements in order; stops at the first that breaks or continues, and when the run is over.
class block {
 public:
  void append(statement_ptr next) { statements_.push_back(std::move(next)); }
  flow render(run& state) const;

 private:
  std::vector<statement_ptr> statements_;
};

/// A source, parsed.
struct syntax {
  block body;                                  ///< of a template
  expression_ptr test;                         ///< of a condition that is an expression, else null
  std::set<std::string, std::less<>> roots{};  ///< the first names of its paths
};

}  // namespace carillon::liquid
