#include "providers/expo/override.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace carillon::providers::expo {
namespace {

enum class kind : std::uint8_t { text, whole, truth, object, sound, priority, interruption, ours };

struct field {
  std::string_view name;
  kind of;
};
// The message format of Expo's documentation and of expo-server-sdk.
constexpr auto fields = std::to_array<field>({{"to", kind::ours},
                                              {"data", kind::object},
                                              {"title", kind::text},
                                              {"subtitle", kind::text},
                                              {"body", kind::text},
                                              {"sound", kind::sound},
                                              {"ttl", kind::whole},
                                              {"expiration", kind::whole},
                                              {"priority", kind::priority},
                                              {"interruptionLevel", kind::interruption},
                                              {"badge", kind::whole},
                                              {"channelId", kind::text},
                                              {"icon", kind::text},
                                              {"richContent", kind::object},
                                              {"categoryId", kind::text},
                                              {"mutableContent", kind::truth},
                                              {"collapseId", kind::text},
                                              {"tag", kind::text},
                                              {"_contentAvailable", kind::truth}});

bool is_one_of(const json& value, std::initializer_list<std::string_view> allowed) {
  return value.is_string() && std::ranges::find(allowed, value.get<std::string>()) != allowed.end();
}

/// What the value should be; empty: it is.
std::string_view fault_of(kind of, const json& value) {
  switch (of) {
    case kind::text:
      return value.is_string() ? "" : "should be a text";
    case kind::whole:
      return value.is_number_integer() && value >= 0 ? "" : "should be a whole number";
    case kind::truth:
      return value.is_boolean() ? "" : "should be true or false";
    case kind::object:
      return value.is_object() ? "" : "should be an object";
    case kind::sound:
      return value.is_string() || value.is_object() ? "" : "should be a text or an object";
    case kind::priority:
      return is_one_of(value, {"default", "normal", "high"}) ? "" : "should be one of: default, normal, high";
    case kind::interruption:
      return is_one_of(value, {"active", "critical", "passive", "time-sensitive"})
                 ? ""
                 : "should be one of: active, critical, passive, time-sensitive";
    case kind::ours:
      return "should not be given: the recipients say it";
  }
  return "";
}

}  // namespace

override_check check_override(const json& given) {
  for (const auto& [name, value] : given.items()) {
    const auto* const known = std::ranges::find(fields, name, &field::name);
    if (known == fields.end()) continue;
    if (value.is_null() && known->of != kind::ours) continue;  // takes ours away
    if (const auto fault = fault_of(known->of, value); !fault.empty())
      return override_fault{name, std::string(fault)};
  }
  return std::nullopt;
}

}  // namespace carillon::providers::expo
