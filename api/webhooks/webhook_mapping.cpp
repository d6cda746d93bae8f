#include "api/webhooks/webhook_mapping.hpp"

#include <algorithm>

#include "api/http/ellipsis.hpp"
#include "api/resources/broadcast_schema.hpp"
#include "liquid/program.hpp"

namespace carillon::api {
namespace {

constexpr std::size_t most_told = 20;
constexpr std::size_t most_told_points = 100;

std::string_view trimmed(std::string_view text) noexcept {
  constexpr std::string_view spaces = " \t\r\n";
  const auto first = text.find_first_not_of(spaces);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

/// Builds one broadcast from one mapping, on one budget.
class mapper {
 public:
  explicit mapper(const json& variables) : variables_(variables) {}

  result<bool> holds(const std::string& condition) {
    const auto parsed = liquid::condition::parse(condition, purse_);
    if (!parsed) return parsed.error();
    return parsed->holds(variables_, purse_);
  }

  result<mapped_broadcast> map(const json& mapping) {
    auto title = render(mapping["title"].get_ref<const std::string&>());
    if (!title) return title.error();
    cut_text(title->text, max_title);
    out_.body["title"] = std::move(title->text);
    add_optional(mapping, "content");
    add_optional(mapping, "action_url");
    add_optional(mapping, "category");
    add_optional(mapping, "topic");
    out_.body["recipients"] = json::array();
    std::size_t index = 0;
    for (const auto& one : mapping["recipients"]) {
      if (purse_.is_exhausted()) break;
      add_recipient(one, "recipients." + std::to_string(index++));
    }
    if (purse_.is_exhausted()) return purse_.refusal();
    if (out_.body["recipients"].empty()) return error(errc::invalid_argument, "no recipient is left");
    auto found = validate(broadcast_rule(), out_.body);
    if (!found.empty()) return error(errc::invalid_argument, std::move(found.front()));
    if (untold_ > 0) tell("recipients", std::to_string(untold_) + " more are left out", {});
    return std::move(out_);
  }

 private:
  struct text {
    std::string text;
    bool is_nothing = false;  ///< empty, or made of values none of which is there
  };

  result<text> render(const std::string& source) {
    const auto parsed = liquid::program::parse(source, purse_);
    if (!parsed) return parsed.error();
    auto rendered = parsed->render_marking_values(variables_, purse_);
    if (!rendered) return rendered.error();
    // A prefix before a value that is not there names nobody. Where a tag decides, its words may be all there
    // is.
    const bool is_plain = source.find("{{") != source.npos && source.find("{%") == source.npos;
    const auto is_empty = [](const auto& value) { return value.length == 0; };
    const bool has_no_value = is_plain && std::ranges::all_of(rendered->values, is_empty);
    const bool is_blank = trimmed(rendered->text).empty();
    return text{std::move(rendered->text), is_blank || has_no_value};
  }

  /// Texts that a broadcast can do without: blank ones say nothing, others must be fit.
  void add_optional(const json& mapping, const char* name) {
    if (!mapping.contains(name)) return;
    const auto& source = mapping[name].get_ref<const std::string&>();
    auto rendered = render(source);
    if (!rendered) return leave_out(name, rendered.error().detail, source);
    const bool is_content = name == std::string_view("content");
    json value(is_content ? std::string_view(rendered->text) : trimmed(rendered->text));
    if (value.get_ref<const std::string&>().empty()) return;
    // A category is for people to sort by. A shorter topic or URL would be another one.
    if (name == std::string_view("category")) cut_text(value.get_ref<std::string&>(), max_label, "...");
    complaints found;
    validate_at(broadcast_text_rule(name), value, name, found);
    if (!found.empty()) return leave_out(name, found.front(), source);
    out_.body[name] = std::move(value);
  }

  void add_recipient(const json& source, const std::string& path) {
    json one = source;
    std::string reason;
    if (!render_within(one, reason)) return leave_out(path, reason, identity_of(source));
    complaints found;
    validate_at(recipient_rule(), one, path, found);
    if (!found.empty()) return leave_out(path, found.front(), identity_of(source));
    if (asks_for_subscribers(one) && !out_.body.contains("topic")) {
      return leave_out(path, "there is no topic whose subscribers are meant", {});
    }
    out_.body["recipients"].push_back(std::move(one));
  }

  /// Renders the texts of a recipient. Identities are cleared of white space, names cut; what comes to
  /// nothing goes.
  bool render_within(json& value, std::string& reason) {
    for (auto place = value.begin(); place != value.end();) {
      if (place->is_structured()) {
        if (!render_within(*place, reason)) return false;
        ++place;
        continue;
      }
      if (!place->is_string()) {
        ++place;
        continue;
      }
      auto rendered = render(place->get_ref<const std::string&>());
      if (!rendered) {
        reason = rendered.error().detail;
        return false;
      }
      const auto name = value.is_object() ? std::string_view(place.key()) : std::string_view();
      const bool is_identity = name == "email" || name == "external_id";
      const bool is_name = name == "first_name" || name == "last_name";
      if (is_name) cut_bytes(rendered->text, schema::most_text);
      *place = is_identity ? std::string(trimmed(rendered->text)) : std::move(rendered->text);
      if (rendered->is_nothing && (is_identity || is_name || value.is_array()))
        place = value.erase(place);
      else
        ++place;
    }
    return true;
  }

  static void cut_bytes(std::string& text, std::size_t most) {
    for (auto points = most; text.size() > most && points > 0; points = points * 3 / 4)
      cut_text(text, points);
  }

  /// The template that says who is meant, as far as it can be told.
  static std::string identity_of(const json& recipient) {
    for (const char* name : {"external_id", "email"}) {
      auto text = text_of(recipient, name);
      if (!text.empty()) return text;
    }
    return {};
  }

  void leave_out(std::string_view param, std::string_view reason, std::string source) {
    if (out_.left_out.size() < most_told)
      tell(param, reason, std::move(source));
    else
      ++untold_;
  }

  void tell(std::string_view param, std::string_view reason, std::string source) {
    json one = {{"param", param}, {"reason", reason}};
    if (!source.empty()) {
      cut_text(source, most_told_points);
      one["template"] = std::move(source);
    }
    out_.left_out.push_back(std::move(one));
  }

  const json& variables_;
  liquid::budget purse_{{.max_work = most_mapping_work, .max_output = most_mapping_output}};
  mapped_broadcast out_;
  std::size_t untold_ = 0;
};

}  // namespace

result<std::optional<mapped_broadcast>> broadcast_from(const json& mapping, const json& variables) {
  mapper from(variables);
  if (mapping.contains("when")) {
    const auto holds = from.holds(mapping["when"].get_ref<const std::string&>());
    if (!holds) return holds.error();
    if (!*holds) return std::optional<mapped_broadcast>();
  }
  auto mapped = from.map(mapping);
  if (!mapped) return mapped.error();
  return std::optional<mapped_broadcast>(std::move(*mapped));
}

}  // namespace carillon::api
