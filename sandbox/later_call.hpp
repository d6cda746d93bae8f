// What a provider calls back because of a message it took: to the URL that the message named. Plain data;
// made by desks, carried out by call_maker.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace carillon::sandbox {

struct later_call {
  std::string_view by;  ///< the desk's name
  std::string what;     ///< in a word, for people: "delivered"
  std::string url;      ///< as it was named, and as it is signed
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::chrono::milliseconds after{0};  ///< the answer
};

}  // namespace carillon::sandbox
