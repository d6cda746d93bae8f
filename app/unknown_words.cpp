#include "app/unknown_words.hpp"

namespace carillon::app {

std::vector<std::string> without_values(const std::vector<std::string>& unknown) {
  std::vector<std::string> shown;
  bool is_value = false;
  for (const auto& word : unknown) {
    const bool is_option = word.starts_with('-');
    const auto equals = word.find('=');
    if (is_option) {
      shown.push_back(word.substr(0, equals));
    } else {
      shown.push_back(is_value || word.find("://") != std::string::npos ? "***" : word);
    }
    is_value = is_option && equals == std::string::npos;
  }
  return shown;
}

}  // namespace carillon::app
