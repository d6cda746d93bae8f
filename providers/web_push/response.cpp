#include "providers/web_push/response.hpp"

#include <array>
#include <string>

#include "base/json.hpp"
#include "providers/web_push/answers.hpp"

namespace carillon::providers::web_push {
namespace {

constexpr json_limits body_limits{.max_bytes = 16 * 1024, .max_depth = 6, .max_values = 200};

/// What Google answers in plain sentences.
struct sentence {
  std::string_view part;
  std::string_view code;
};
constexpr auto sentences = std::to_array<sentence>({
    {"UnauthorizedRegistration", "UnauthorizedRegistration"},
    {"do not correspond to the ones used to create the subscription", "credentials do not correspond"},
});

/// The service's code for it, as in the table; empty when it gives none.
std::string code_of(std::string_view body) {
  for (const auto& [part, code] : sentences) {
    if (body.find(part) != body.npos) return std::string(code);
  }
  const auto parsed = parse_json(body, body_limits);
  if (!parsed || !parsed->is_object()) return {};
  const json& number = member_of(*parsed, "errno");
  if (number.is_number_integer()) return "errno " + number.dump();
  return text_of(*parsed, "reason");
}

}  // namespace

answer read_response(const net::wire_response& response, timestamp now) {
  if (class_of_status(response.status) == answer_class::ok) return {};
  auto row = find_row(response.status, code_of(response.body));
  if (!row) row = find_row(response.status);
  if (row) return make_answer(answers(), *row, response, now);
  auto made = make_unlisted(response, "", now);
  if (made.meaning == answer_class::config || made.meaning == answer_class::retry_after)
    made.scope = throttle_scope::origin;
  return made;
}

}  // namespace carillon::providers::web_push
