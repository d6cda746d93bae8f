// How a key of the table reaches its member of settings: by member pointers, from which its form follows. For
// key_table.cpp.
#pragma once

#include <chrono>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "config/keys.hpp"
#include "config/values.hpp"

namespace carillon::config {

/// How texts of that type are written.
template <class Member>
constexpr form form_of() {
  if constexpr (std::is_same_v<Member, secret>) return form::hidden;
  if constexpr (std::is_same_v<Member, std::chrono::milliseconds>) return form::duration;
  if constexpr (std::is_same_v<Member, std::size_t>) return form::size;
  if constexpr (std::is_same_v<Member, unsigned>) return form::count;
  if constexpr (std::is_same_v<Member, std::vector<std::string>>) return form::list;
  if constexpr (std::is_same_v<Member, named_texts>) return form::table;
  return form::text;
}

/// The member reached through these member pointers, one after another.
template <auto... Path>
constexpr place member{form_of<std::remove_cvref_t<decltype((std::declval<settings&>().*....*Path))>>(),
                       [](settings& in, std::string_view text, const range& within) {
                         return assign((in.*....*Path), text, within);
                       },
                       [](const settings& in) { return show((in.*....*Path)); },
                       [](const settings& a, const settings& b) { return (a.*....*Path) == (b.*....*Path); },
                       [](settings& to, const settings& from) { (to.*....*Path) = (from.*....*Path); }};

}  // namespace carillon::config
