// Carillon's verifiers of callbacks before judges: a case a line, {"kind", "config", "url", "body",
// "signature"}; answered by a line each, {"status"} when it is believed, else {"refused"}.
#include <iostream>
#include <string>

#include "providers/catalogue.hpp"

namespace {

using namespace carillon;

json read(const json& given) {
  const auto& row = *providers::find_row(text_of(given, "kind"));
  const auto url = text_of(given, "url");
  const auto body = text_of(given, "body");
  const auto signature = text_of(given, "signature");
  const auto told = row.read_callback(given.at("config"), {.url = url, .body = body, .signature = signature});
  return told ? json{{"status", told->status}} : json{{"refused", told.error().detail}};
}

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);)
    std::cout << dump_json(read(*parse_json(line))) << '\n';
}
