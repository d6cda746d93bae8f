// Right requests to the desks of e-mail, to be broken one thing at a time. No sockets.
#pragma once

#include <string>

#include "base/encoding.hpp"
#include "sandbox/service.hpp"
#include "tests/sandbox/callers.hpp"

namespace carillon::sandbox::testing {

/// A service that knows one customer of each.
class mail_caller {
 public:
  mail_caller() {
    const auto guard = shared.lock();
    const auto put = shared.set_credentials({{"sendgrid", {{{"api_key", "SG.key"}}}},
                                             {"mailgun", {{{"domain", "mg.example"}, {"api_key", "key"}}}},
                                             {"ses", {{{"key_id", "AKID"}, {"secret_key", "secret"}}}},
                                             {"smtp", {{{"username", "mailer"}, {"password", "pass"}}}}});
    if (!put) throw std::runtime_error(put.error().detail);
  }
  verdict ask(request_builder request) {
    const auto guard = shared.lock();
    return shared.judge(request.view(), record, noon);
  }

  std::shared_ptr<smtp_accounts> accounts = std::make_shared<smtp_accounts>();
  service shared{{.mail_accounts = accounts}, ledger()};
  connection_record record;
};

inline json sendgrid_mail(const std::string& to = "ada@x.example") {
  return {
      {"personalizations", {{{"to", {{{"email", to}}}}, {"custom_args", {{"nid", "n-1"}, {"did", "d-1"}}}}}},
      {"from", {{"email", "news@mail.example"}}},
      {"subject", "Hello"},
      {"content", {{{"type", "text/plain"}, {"value", "x"}}, {{"type", "text/html"}, {"value", "<p>x"}}}}};
}
inline request_builder sendgrid_send(const json& mail) {
  request_builder made;
  made.path = "/v3/mail/send";
  made.body = dump_json(mail);
  made.with("authorization", "Bearer SG.key").with("content-type", "application/json");
  return made;
}

using form = std::vector<std::pair<std::string, std::string>>;
inline form mailgun_form(const std::string& to = "ada@x.example") {
  return {{"from", "News <news@mg.example>"},
          {"to", to},
          {"subject", "Hello"},
          {"text", "x"},
          {"v:nid", "%recipient.nid%"},
          {"recipient-variables", "{\"" + to + "\":{\"nid\":\"n-1\"}}"}};
}
inline request_builder mailgun_send(const form& fields) {
  request_builder made;
  made.path = "/v3/mg.example/messages";
  for (const auto& [name, value] : fields)
    made.body += "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
  made.body += "--b--\r\n";
  made.with("authorization", "Basic " + base64_encode("api:key"))
      .with("content-type", "multipart/form-data; boundary=b");
  return made;
}

}  // namespace carillon::sandbox::testing
