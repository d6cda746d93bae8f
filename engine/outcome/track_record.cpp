#include "engine/outcome/track_record.hpp"

#include <algorithm>
#include <bit>

namespace carillon::engine {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t remembered = 32;
constexpr auto fresh_for = 10s;
constexpr unsigned many_in_row = 5;
constexpr unsigned several_messages = 2;
constexpr auto silence = 1s;

}  // namespace

void track_record::note_pass(steady_time now) noexcept {
  failures_ <<= 1U;
  known_ = std::min(known_ + 1, remembered);
  in_row_ = first_in_row_ = 0;
  passed_ = now;
}

void track_record::note_failure(steady_time now, bool is_first_attempt) noexcept {
  failures_ = failures_ << 1U | 1U;
  known_ = std::min(known_ + 1, remembered);
  if (in_row_++ == 0) failing_since_ = now;
  if (is_first_attempt) ++first_in_row_;
}

bool track_record::is_serving(steady_time now) const noexcept {
  const bool has_served = passed_ != steady_time{} && now - passed_ <= fresh_for;
  return has_served && in_row_ < many_in_row &&
         4 * static_cast<std::uint32_t>(std::popcount(failures_)) <= known_;
}

bool track_record::is_silent(steady_time now) const noexcept {
  return in_row_ >= many_in_row && first_in_row_ >= several_messages && now - failing_since_ >= silence;
}

}  // namespace carillon::engine
