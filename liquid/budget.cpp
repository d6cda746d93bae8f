#include "liquid/budget.hpp"

#include <string>

namespace carillon::liquid {

bool budget::spend(std::size_t units) noexcept {
  if (is_exhausted()) return false;
  if (units <= most_.max_work - done_) {
    done_ += units;
    return true;
  }
  done_ = most_.max_work;
  exhausted_ = limit::work;
  return false;
}

bool budget::spend_output(std::size_t bytes) noexcept {
  if (is_exhausted()) return false;
  if (bytes <= most_.max_output - written_) {
    written_ += bytes;
    return true;
  }
  exhausted_ = limit::output;
  return false;
}

bool budget::may_hold(std::size_t size) noexcept {
  if (!is_exhausted() && size > most_.max_output) exhausted_ = limit::output;
  return !is_exhausted();
}

error budget::refusal() const {
  if (exhausted_ == limit::output) {
    return error(errc::too_large,
                 "the template makes more than " + std::to_string(most_.max_output) + " bytes of text");
  }
  return error(errc::too_large,
               "the template takes more than " + std::to_string(most_.max_work) + " units of work");
}

}  // namespace carillon::liquid
