// The expressions of the language. Made by the parser only.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "liquid/filter.hpp"
#include "liquid/tree.hpp"

namespace carillon::liquid {

/// 'text', 12, true, nil, empty, blank.
class literal : public expression {
 public:
  explicit literal(value content) : content_(std::move(content)) {}
  value evaluate(run&) const override { return content_; }

 private:
  value content_;
};

/// notification.recipient['first name'].size: a root and what is taken out of it, step by step. ['a b'].c has
/// its root between brackets.
class path : public expression {
 public:
  path(expression_ptr root, std::vector<expression_ptr> steps)
      : root_(std::move(root)), steps_(std::move(steps)) {}
  value evaluate(run& state) const override;

 private:
  expression_ptr root_;  ///< yields its name
  std::vector<expression_ptr> steps_;
};

/// (1..n): a list. {% for %} reads the bounds itself, so that `limit` spares the rest.
class range : public expression {
 public:
  range(expression_ptr first, expression_ptr last) : first_(std::move(first)), last_(std::move(last)) {}
  value evaluate(run& state) const override;
  /// First and last; a bound that is no integer counts as 0.
  std::pair<std::int64_t, std::int64_t> bounds(run& state) const;

 private:
  expression_ptr first_;
  expression_ptr last_;
};

/// ==, as templates have it: also of the literals empty and blank. Paid for.
bool is_equal(run& state, const value& left, const value& right);

enum class comparator { equal, different, less, less_or_equal, greater, greater_or_equal, contains };

class comparison : public expression {
 public:
  comparison(comparator how, expression_ptr left, expression_ptr right)
      : how_(how), left_(std::move(left)), right_(std::move(right)) {}
  value evaluate(run& state) const override;

 private:
  comparator how_;
  expression_ptr left_;
  expression_ptr right_;
};

class negation : public expression {
 public:
  explicit negation(expression_ptr inner) : inner_(std::move(inner)) {}
  value evaluate(run& state) const override;

 private:
  expression_ptr inner_;
};

/// a and b or c, from right to left as Liquid has it: a and (b or c).
class junction : public expression {
 public:
  struct term {
    expression_ptr operand;
    bool is_and = false;  ///< how it is joined to what follows; of the last one, nothing
  };
  explicit junction(std::vector<term> terms) : terms_(std::move(terms)) {}
  value evaluate(run& state) const override;

 private:
  std::vector<term> terms_;
};

/// input | filter: arguments | …
class filtered : public expression {
 public:
  filtered(expression_ptr input, std::vector<filter_call> calls)
      : input_(std::move(input)), calls_(std::move(calls)) {}
  value evaluate(run& state) const override;

 private:
  expression_ptr input_;
  std::vector<filter_call> calls_;
};

/// '{{ notification.category }}' inside a condition: the text its template makes.
class interpolation : public expression {
 public:
  explicit interpolation(block body) : body_(std::move(body)) {}
  value evaluate(run& state) const override;

 private:
  block body_;
};

}  // namespace carillon::liquid
