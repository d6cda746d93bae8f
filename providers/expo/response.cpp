#include "providers/expo/response.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "providers/expo/answers.hpp"

namespace carillon::providers::expo {
namespace {

constexpr json_limits body_limits{.max_bytes = 4 << 20, .max_depth = 10, .max_values = 40'000};

answer make_row(std::string_view code, const net::wire_response& response, timestamp now) {
  return make_answer(answers(), *find_row(code), response, now);
}

/// {"errors": [{"code", "message"}]}; null when it has none.
const json& first_error(const json& body) noexcept {
  static const json none;
  const json& errors = member_of(body, "errors");
  return errors.is_array() && !errors.empty() && errors.front().is_object() ? errors.front() : none;
}

answer read_refusal(const json& said, const net::wire_response& response, timestamp now) {
  const auto code = text_of(said, "code");
  auto row = code.empty() ? std::nullopt : find_row(code);
  if (!row) row = find_row(response.status);
  const auto words =
      without_tokens(code.empty() ? text_of(said, "message") : code + ": " + text_of(said, "message"));
  if (row) {
    auto made = make_answer(answers(), *row, response, now);
    made.text = sanitised(words);
    return made;
  }
  auto made = make_unlisted(response, words, now);
  // A 200 with an error nobody documents took nothing, or everything: nobody can tell.
  if (made.meaning == answer_class::ok) made.meaning = answer_class::ambiguous;
  if (made.meaning == answer_class::ambiguous) made.reason = 0xffff;
  return made;
}

/// {"@account/project": [tokens], …}
void tell_parts(const json& projects, std::span<const item> asked, std::span<answer> told) {
  if (!projects.is_object() || told.empty() || told.front().meaning != answer_class::split) return;
  std::unordered_map<std::string_view, std::uint16_t> parts;
  std::uint16_t part = 0;
  for (const auto& [project, tokens] : projects.items()) {
    ++part;
    if (!tokens.is_array()) continue;
    for (const auto& each : tokens) {
      if (each.is_string()) parts.emplace(each.get_ref<const std::string&>(), part);
    }
  }
  for (std::size_t each = 0; each < told.size(); ++each) {
    const auto found = parts.find(asked[each].to.text);
    if (found != parts.end()) told[each].part = found->second;
  }
}

}  // namespace

std::string without_tokens(std::string_view text) {
  constexpr std::string_view mark = "PushToken[";
  std::string out;
  for (auto at = text.find(mark); at != text.npos; at = text.find(mark)) {
    const auto end = text.find(']', at);
    out += text.substr(0, at + mark.size());
    out += "…]";
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return out += text;
}

opened_response open_response(const net::wire_response& response, timestamp now) {
  auto body = parse_json(response.body, body_limits);
  const json nothing;
  const json& said = body ? first_error(*body) : nothing;
  if (response.status != 200 || !said.is_null())
    return {.data = std::nullopt,
            .refusal = read_refusal(said, response, now),
            .details = member_of(said, "details")};
  if (!body || !body->is_object() || !body->contains("data"))
    return {.data = std::nullopt, .refusal = make_row(miscounted, response, now), .details = nullptr};
  return {.data = std::move((*body)["data"]), .refusal = {}, .details = nullptr};
}

answer read_verdict(const json& said, const net::wire_response& response, timestamp now) {
  const auto status = text_of(said, "status");
  if (status == "ok") return {};
  if (status != "error") return make_row(miscounted, response, now);
  const auto code = text_of(member_of(said, "details"), "error");
  const auto words = without_tokens(text_of(said, "message"));
  const auto row = code.empty() ? std::nullopt : find_row(code);
  answer made;
  if (row && answers()[*row].status == 200) {
    made = make_answer(answers(), *row, response, now);
    made.text = sanitised(words);
    return made;
  }
  // An error of a single push that nobody documents is that push's: no other is held up for it.
  made.meaning = answer_class::payload;
  made.reason = 0xffff;
  made.text = sanitised(code.empty() ? words : code + ": " + words);
  return made;
}

void read_tickets(const net::wire_response& response, std::span<const item> asked, timestamp now,
                  std::span<answer> told) {
  auto opened = open_response(response, now);
  const auto tell_all = [&](const answer& same) { std::ranges::fill(told, same); };
  if (!opened.data) {
    tell_all(opened.refusal);
    return tell_parts(opened.details, asked, told);
  }
  const bool is_lone = opened.data->is_object() && told.size() == 1;
  const auto count = opened.data->is_array() ? opened.data->size() : 0;
  if (!is_lone && count != told.size()) return tell_all(make_row(miscounted, response, now));
  for (std::size_t i = 0; i < told.size(); ++i) {
    const json& ticket = is_lone ? *opened.data : (*opened.data)[i];
    told[i] = read_verdict(ticket, response, now);
    if (told[i].meaning != answer_class::ok) continue;
    told[i].remote_id = text_of(ticket, "id");
    if (!told[i].remote_id.empty()) told[i].meaning = answer_class::pending;
  }
}

}  // namespace carillon::providers::expo
