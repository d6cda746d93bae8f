#include "liquid/program.hpp"

#include <algorithm>
#include <cstdint>

#include "liquid/characters.hpp"
#include "liquid/lexer.hpp"
#include "liquid/parser.hpp"
#include "liquid/tree.hpp"

namespace carillon::liquid {
namespace {

result<void> check_source(std::string_view source, budget& purse) {
  if (source.size() > max_source) {
    return error(errc::too_large, "a template has at most " + std::to_string(max_source) + " bytes");
  }
  if (!is_valid_utf8(source)) return error(errc::invalid_argument, "a template is UTF-8 text");
  if (!purse.spend(source.size())) return purse.refusal();
  return {};
}

/// Nothing but {{ … }} one after another: a template, whose output decides.
bool has_placeholders_only(const std::vector<token>& tokens) {
  bool is_inside = false;
  for (const auto& one : tokens) {
    if (one.kind == token_kind::output_open) {
      is_inside = true;
    } else if (one.kind == token_kind::output_close) {
      is_inside = false;
    } else if (one.kind != token_kind::end && !is_inside) {
      return false;
    }
  }
  return true;
}

/// Of what was read; an exhausted budget reads nothing.
result<std::vector<token>> paid(result<std::vector<token>> tokens, budget& purse) {
  if (tokens && !purse.spend(tokens->size() * price::token)) return purse.refusal();
  return tokens;
}

result<syntax> parse_as_template(std::string_view source, budget& purse) {
  auto tokens = paid(lex_template(source), purse);
  if (!tokens) return tokens.error();
  return parser(std::move(*tokens)).parse_template();
}

result<syntax> parse_as_condition(std::string_view source, budget& purse) {
  if (source.find("{%") != std::string_view::npos) return parse_as_template(source, purse);
  auto tokens = paid(lex_condition(source), purse);
  if (!tokens) return tokens.error();
  if (has_placeholders_only(*tokens)) return parse_as_template(source, purse);
  return parser(std::move(*tokens)).parse_condition();
}

/// What no source of the greatest length exhausts.
budget unlimited() noexcept {
  return budget({.max_work = SIZE_MAX});
}

/// What a template made of a condition means.
bool is_yes(std::string_view output) {
  const auto text = trimmed(output);
  return !text.empty() && text != "false" && text != "nil" && text != "0";
}

}  // namespace

result<program> program::parse(std::string_view source) {
  auto purse = unlimited();
  return parse(source, purse);
}

result<program> program::parse(std::string_view source, budget& purse) {
  if (auto checked = check_source(source, purse); !checked) return checked.error();
  auto parsed = parse_as_template(source, purse);
  if (!parsed) return parsed.error();
  return program(std::make_shared<const syntax>(std::move(*parsed)));
}

result<std::string> program::render(const json& variables, budget& purse) const {
  auto rendered = render_marking_values(variables, purse);
  if (!rendered) return rendered.error();
  return std::move(rendered->text);
}

result<std::string> program::render(const json& variables, const limits& most) const {
  budget purse(most);
  return render(variables, purse);
}

result<rendered_text> program::render_marking_values(const json& variables, budget& purse) const {
  run state(variables, purse);
  syntax_->body.render(state);
  return std::move(state).finish();
}

result<rendered_text> program::render_marking_values(const json& variables, const limits& most) const {
  budget purse(most);
  return render_marking_values(variables, purse);
}

bool program::mentions(std::string_view root) const noexcept {
  return syntax_->names.has(root);
}

bool program::mentions(std::string_view root, std::string_view member) const noexcept {
  return syntax_->names.has(root, member);
}

result<condition> condition::parse(std::string_view source) {
  auto purse = unlimited();
  return parse(source, purse);
}

result<condition> condition::parse(std::string_view source, budget& purse) {
  if (auto checked = check_source(source, purse); !checked) return checked.error();
  auto parsed = parse_as_condition(source, purse);
  if (!parsed) return parsed.error();
  return condition(std::make_shared<const syntax>(std::move(*parsed)));
}

result<bool> condition::holds(const json& variables, const limits& most) const {
  budget purse(most);
  return holds(variables, purse);
}

result<bool> condition::holds(const json& variables, budget& purse) const {
  run state(variables, purse);
  bool is_true = false;
  if (syntax_->test) {
    is_true = is_truthy(*syntax_->test->evaluate(state));
  } else {
    syntax_->body.render(state);
  }
  auto output = std::move(state).finish();
  if (!output) return output.error();
  return syntax_->test ? is_true : is_yes(output->text);
}

bool condition::mentions(std::string_view root) const noexcept {
  return syntax_->names.has(root);
}

bool condition::mentions(std::string_view root, std::string_view member) const noexcept {
  return syntax_->names.has(root, member);
}

}  // namespace carillon::liquid
