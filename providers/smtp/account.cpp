#include "providers/smtp/account.hpp"

#include <cstdint>

#include "net/url.hpp"
#include "providers/email/sender_config.hpp"
#include "providers/smtp/request.hpp"
#include "providers/stored_text.hpp"

namespace carillon::providers::smtp {
namespace {

constexpr std::int64_t implicit_tls_port = 465;

class smtp_account final : public account {
 public:
  explicit smtp_account(config opened) : config_(std::move(opened)) {}

  std::vector<destination> destinations() const override {
    return {{.url = config_.url, .is_foreign = true}};
  }
  const net::smtp_options* session() const noexcept override { return &config_.session; }
  std::unique_ptr<providers::request_template> compose(const message& words, timestamp) const override {
    return std::make_unique<request_template>(words, config_);
  }

 private:
  config config_;
};

enum class security : std::uint8_t { none, starttls, tls };

result<security> read_security(const json& stored, std::int64_t port) {
  const auto& given = member_of(stored, "security");
  if (given.is_null()) return port == implicit_tls_port ? security::tls : security::starttls;
  const auto text = text_of(stored, "security");
  if (text == "none") return security::none;
  if (text == "ssl") return security::tls;
  if (text == "starttls") return security::starttls;
  return error(errc::invalid_argument, "Param 'security' should be one of none, ssl, starttls");
}

result<std::int64_t> read_port(const json& stored) {
  const auto& given = member_of(stored, "port");
  const bool is_port =
      given.is_number_integer() && given.get<std::int64_t>() >= 1 && given.get<std::int64_t>() <= 65535;
  if (!is_port) return error(errc::invalid_argument, "Param 'port' should be a number from 1 to 65535");
  return given.get<std::int64_t>();
}

/// Of one session. Fewer would cost a handshake and a login each time, and dials are spread; a relay that
/// wants fewer says 421, which costs the mail it is said to nothing.
constexpr std::size_t most_mails = 1'000;

/// As it is part of a URL: a name, or an address of either family.
result<std::string> read_host(const json& stored, std::int64_t port) {
  auto host = stored_text(stored, "host");
  if (!host) return host.error();
  const bool is_v6 = host->find(':') != std::string::npos && !host->starts_with('[');
  auto written = is_v6 ? '[' + *host + ']' : *host;
  const auto parsed = net::parse_url("https://" + written + ':' + std::to_string(port) + '/');
  if (!parsed || parsed->path != "/")
    return error(errc::invalid_argument, "Param 'host' should be the name of a host");
  return written;
}

}  // namespace

bool is_this_machine(std::string_view host) noexcept {
  return host == "localhost" || host == "127.0.0.1" || host == "[::1]" || host == "::1";
}

result<std::shared_ptr<const account>> open(const json& stored) {
  const auto port = read_port(stored);
  if (!port) return port.error();
  const auto host = read_host(stored, *port);
  if (!host) return host.error();
  const auto protection = read_security(stored, *port);
  if (!protection) return protection.error();
  auto username = stored_text(stored, "username");
  if (!username) return username.error();
  auto password = stored_text(stored, "password");
  if (!password) return password.error();
  auto from = email::read_sender(stored);
  if (!from) return from.error();
  config made;
  made.url = (*protection == security::tls ? "smtps://" : "smtp://") + *host + ':' + std::to_string(*port);
  made.session.username = std::move(*username);
  made.session.password = secret(std::move(*password));
  made.session.needs_starttls = *protection == security::starttls;
  made.session.may_log_in_unprotected = *protection == security::none && is_this_machine(*host);
  made.session.most_mails = most_mails;
  made.from = std::move(*from);
  return std::shared_ptr<const account>(std::make_shared<smtp_account>(std::move(made)));
}

}  // namespace carillon::providers::smtp
