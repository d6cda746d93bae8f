#include "api/http/openapi.hpp"

#include "api/openapi.gen.hpp"

namespace carillon::api {
namespace {

task<response> fetch_document(services&, request) {
  response answer;
  answer.constant = openapi_document();
  answer.headers.emplace_back("access-control-allow-origin", "*");
  co_return answer;
}

/// The page may apply its own style, and nothing else: no script, no request, no frame around it.
task<response> show_page(services&, request) {
  response answer;
  answer.content_type = "text/html; charset=utf-8";
  answer.constant = openapi::page;
  answer.headers.emplace_back("content-security-policy",
                              "default-src 'none'; style-src '" + std::string(openapi::style_hash) +
                                  "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  answer.headers.emplace_back("x-content-type-options", "nosniff");
  answer.headers.emplace_back("referrer-policy", "no-referrer");
  co_return answer;
}

}  // namespace

std::string_view openapi_document() noexcept {
  return openapi::document;
}

std::vector<route> openapi_routes() {
  return {
      {"GET", "/openapi.json", role::none, "fetch_openapi_document", fetch_document},
      {"GET", "/docs", role::none, "show_documentation", show_page},
  };
}

}  // namespace carillon::api
