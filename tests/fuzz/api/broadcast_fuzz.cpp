// The body of POST /broadcasts: what the schema lets through is in canonical form.
#include "api/resources/broadcast_schema.hpp"
#include "tests/fuzz/target.hpp"

namespace carillon::fuzz {
namespace {

void run(std::string_view input) {
  auto body = parse_json(input);
  if (!body || !api::validate(api::broadcast_rule(), *body).empty()) return;
  demand(body->is_object() && body->contains("title"), "a valid broadcast has a title");
  const auto& recipients = body->at("recipients");
  demand(!recipients.empty() && recipients.size() <= static_cast<std::size_t>(api::max_recipients),
         "a valid broadcast has 1 to 1000 recipients");
  api::lane_of(recipients);
  auto again = *body;
  demand(api::validate(api::broadcast_rule(), again).empty() && again == *body,
         "the canonical form is valid and stays as it is");
}

const registration here({.name = "broadcast", .run = run});

}  // namespace
}  // namespace carillon::fuzz
