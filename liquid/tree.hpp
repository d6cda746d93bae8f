// What the parser builds and a render walks: expressions yield a value, statements write. Immutable once
// made, no deeper than max_nesting, shared between threads.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
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

/// What the paths of a source name: of each root the members, where "" is the root as a whole or a member
/// that is not known before a render. A root of that kind is named "".
class mentioned_names {
 public:
  void add(std::string_view root, std::string_view member);
  void merge(const mentioned_names& other);
  bool has(std::string_view root) const noexcept;
  bool has(std::string_view root, std::string_view member) const noexcept;

 private:
  std::map<std::string, std::set<std::string, std::less<>>, std::less<>> roots_;
};

/// A source, parsed.
struct syntax {
  block body;           ///< of a template
  expression_ptr test;  ///< of a condition that is an expression, else null
  mentioned_names names{};
};

}  // namespace carillon::liquid
