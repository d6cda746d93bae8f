#include "sandbox/request_view.hpp"

#include <utility>

namespace carillon::sandbox {

shown_message show_request(const incoming& request) {
  shown_message shown;
  shown.from = request.header("user-agent");
  shown.title = std::string(request.method) + ' ' + std::string(request.path);
  if (const auto body = parse_json(request.body)) {
    shown.payload = request.body;
    shown.text = request.body;
  }
  return shown;
}

shown_message show_unreadable(const incoming& request, std::string why) {
  auto shown = show_request(request);
  shown.note = std::move(why);
  return shown;
}

}  // namespace carillon::sandbox
