// What an expression of a template yields: a JSON value that is either part of the caller's variables (no
// copy) or made by the template. Pure; used by expressions, tags and filters.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.hpp"

namespace carillon::liquid {

/// Never null: nil is a pointer to a JSON null.
using value = std::shared_ptr<const json>;

value nil();
/// What a path yields that leads nowhere: nil everywhere but as an argument, where it counts as not given.
value undefined();
bool is_undefined(const value& candidate) noexcept;
/// Without ownership: the variables outlive the render.
value borrowed(const json& variable);
value made(json content);
/// A part of `whole`, which it keeps alive.
value part_of(const value& whole, const json& part);

/// The literals `empty` and `blank`: nil everywhere but in a comparison, which knows them by address.
value empty_literal();
value blank_literal();
bool is_empty_literal(const value& candidate) noexcept;
bool is_blank_literal(const value& candidate) noexcept;

/// Everything but nil and false.
bool is_truthy(const json& content) noexcept;
/// "", [], {}.
bool is_empty(const json& content) noexcept;
/// Empty, nil, false, or a text of spaces only.
bool is_blank(const json& content) noexcept;

/// As a template shows it: nil is "", a list its items joined, an object its JSON.
std::string to_text(const json& content);
/// The integer a value stands for (3, "3", 3.0, true); absent: none, or it does not fit.
std::optional<std::int64_t> to_integer(const json& content) noexcept;
/// A number as it is, or the one a text spells ("3", "-3.5"), 1 of true and 0 of false; absent: none.
std::optional<json> to_number(const json& content);
/// Integer when it fits, else double; nil when it is not finite.
json number_of(double content);

/// A total order over everything: by kind first, then by content. Negative, 0, positive.
int compare(const json& left, const json& right) noexcept;

}  // namespace carillon::liquid
