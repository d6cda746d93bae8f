#include "api/resources/service_worker.hpp"

#include "api/service_worker.gen.hpp"
#include "base/digest.hpp"
#include "base/encoding.hpp"

namespace carillon::api {
namespace {

/// Of these very bytes (RFC 9110 8.8.3).
const std::string& entity_tag() {
  static const std::string tag = '"' + hex_encode(as_text(sha256(service_worker())).substr(0, 16)) + '"';
  return tag;
}

task<response> fetch_script(services&, request of) {
  response answer;
  answer.headers.emplace_back("etag", entity_tag());
  answer.headers.emplace_back("cache-control", "public, max-age=3600");
  if (of.raw.header("if-none-match") == entity_tag()) {
    answer.status = 304;
    answer.content_type.clear();
    co_return answer;
  }
  answer.content_type = "text/javascript; charset=utf-8";
  answer.constant = service_worker();
  // For sites elsewhere that import it, and for those that pass it on under their own name, whatever its
  // path.
  answer.headers.emplace_back("access-control-allow-origin", "*");
  answer.headers.emplace_back("cross-origin-resource-policy", "cross-origin");
  answer.headers.emplace_back("service-worker-allowed", "/");
  answer.headers.emplace_back("x-content-type-options", "nosniff");
  co_return answer;
}

}  // namespace

std::string_view service_worker() noexcept {
  return generated::service_worker;
}

std::vector<route> service_worker_routes() {
  return {{"GET", "/sw.js", role::none, "fetch_service_worker", fetch_script}};
}

}  // namespace carillon::api
