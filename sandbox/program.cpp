#include "sandbox/program.hpp"

#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <vector>

#include <boost/asio/ip/tcp.hpp>

#include "base/json.hpp"
#include "base/log.hpp"
#include "net/io_thread.hpp"
#include "net/task_group.hpp"
#include "net/tls/tls.hpp"
#include "sandbox/certificates.hpp"
#include "sandbox/control.hpp"
#include "sandbox/desks.hpp"
#include "sandbox/front.hpp"
#include "sandbox/kept_files.hpp"
#include "sandbox/smtp/smtp_front.hpp"
#include "sandbox/stored_messages.hpp"

namespace carillon::sandbox {
namespace {

using asio::ip::tcp;

/// "127.0.0.1:0" or "[::1]:8443": numbers only, nothing to resolve.
result<tcp::endpoint> parse_endpoint(const std::string& text) {
  const auto colon = text.rfind(':');
  std::string host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  boost::system::error_code ec;
  const auto address = asio::ip::make_address(host, ec);
  std::uint16_t port = 0;
  const std::string digits = colon == std::string::npos ? "" : text.substr(colon + 1);
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  const bool is_port =
      parsed.ec == std::errc{} && parsed.ptr == digits.data() + digits.size() && !digits.empty();
  if (ec || !is_port) return error(errc::configuration, text + ": an address and a port are expected");
  return tcp::endpoint(address, port);
}

/// As somebody on this machine calls it.
std::string origin_of(std::string_view scheme, const asio::ip::address& listening, std::uint16_t port) {
  const auto host = listening.is_unspecified() ? std::string("127.0.0.1")
                    : listening.is_v6()        ? '[' + listening.to_string() + ']'
                                               : listening.to_string();
  return std::string(scheme) + "://" + host + ':' + std::to_string(port);
}

result<> write_ready_file(const std::string& path, const json& facts) {
  const std::string beside = path + ".new";
  std::ofstream file(beside, std::ios::trunc);
  file << dump_json(facts) << '\n';
  file.close();
  if (!file || std::rename(beside.c_str(), path.c_str()) != 0) {
    return error(errc::configuration, "ready file " + path + ": " + std::strerror(errno));
  }
  return {};
}

/// One io thread and the front that lives on it.
struct worker {
  worker(unsigned number, std::shared_ptr<boost::asio::ssl::context> tls,
         std::shared_ptr<boost::asio::ssl::context> callers_tls, service& shared, front_options chosen)
      : thread("sandbox-" + std::to_string(number)),
        entrance(thread.context(), std::move(tls), std::move(callers_tls), shared, chosen) {}
  net::io_thread thread;
  front entrance;
};

}  // namespace

struct program::parts {
  parts(const options& chosen, ledger book_keeping, const secret_keeper& secrets)
      : files(chosen.data_directory),
        shared({.is_fast = chosen.is_fast,
                .is_verified = chosen.is_verified,
                .seed = chosen.seed,
                .initial = chosen.initial,
                .kept = chosen.kept,
                .secrets = secrets,
                .mail_accounts = mail_accounts},
               std::move(book_keeping)) {}
  kept_files files;
  std::shared_ptr<smtp_accounts> mail_accounts = std::make_shared<smtp_accounts>();
  service shared;
  std::vector<std::unique_ptr<worker>> workers;
  std::optional<control> steering;         ///< on the first worker's thread
  std::optional<smtp_front> mail;          ///< likewise
  std::optional<net::task_group> closing;  ///< likewise
  bool is_serving = false;
  bool has_served = false;  ///< not only started to go down: what it keeps is all there is

  void start_threads() {
    for (auto& each : workers) each->thread.start();
    is_serving = true;
  }
};

program::program() = default;

result<std::unique_ptr<program>> program::start(const options& chosen) {
  std::unique_ptr<program> made(new program);
  if (auto opened = made->open(chosen); !opened) return opened.error();
  return made;
}

result<> program::open(const options& chosen) {
  const auto files = prepare_certificates(chosen.data_directory);
  if (!files) return files.error();
  ca_file_ = files->ca_file;
  auto tls = net::make_server_tls({.certificate_file = files->certificate_file, .key_file = files->key_file});
  if (!tls) return tls.error();
  const auto callers_tls = net::make_client_tls({.ca_file = files->ca_file, .alpn = "http/1.1"});
  if (!callers_tls) return callers_tls.error();
  ledger book_keeping;
  if (!chosen.ledger_file.empty()) {
    auto opened = ledger::open(chosen.ledger_file);
    if (!opened) return opened.error();
    book_keeping = std::move(*opened);
  }
  if (auto recalled = recall(chosen, std::move(book_keeping)); !recalled) return recalled.error();

  auto endpoint = parse_endpoint(chosen.listen);
  if (!endpoint) return endpoint.error();
  for (unsigned number = 0; number < chosen.threads; ++number) {
    const front_options how{
        .is_probed = chosen.is_probed, .is_port_shared = chosen.threads > 1, .seed = chosen.seed + number};
    auto& made = parts_->workers.emplace_back(
        std::make_unique<worker>(number, *tls, *callers_tls, parts_->shared, how));
    const auto port = made->entrance.listen(endpoint->address(), endpoint->port());
    if (!port) return port.error();
    endpoint->port(*port);
  }
  listen_port_ = endpoint->port();

  const auto disturb = [workers = &parts_->workers](const fault& misbehaviour) {
    for (auto& each : *workers) {
      each->thread.post([&entrance = each->entrance, misbehaviour] { entrance.disturb(misbehaviour); });
    }
  };
  asio::io_context& first = parts_->workers.front()->thread.context();
  parts_->closing.emplace(first);
  const sending_place where{origin_of("https", endpoint->address(), listen_port_),
                            std::filesystem::absolute(ca_file_).string()};
  const auto keep = [files = &parts_->files](const json& document) {
    return files->save_credentials(document);
  };
  parts_->steering.emplace(first, parts_->shared, control_wiring{where, disturb, keep});
  const auto control_port = parts_->steering->listen(chosen.control);
  if (!control_port) return control_port.error();
  control_port_ = *control_port;
  const auto control_endpoint = parse_endpoint(chosen.control);
  if (!control_endpoint) return control_endpoint.error();
  page_address_ = origin_of("http", control_endpoint->address(), control_port_) + '/';

  if (auto opened = open_mail(chosen, *tls); !opened) return opened.error();
  parts_->start_threads();
  parts_->has_served = true;
  if (chosen.ready_file.empty()) return {};
  return write_ready_file(chosen.ready_file, json{{"listen_port", listen_port_},
                                                  {"control_port", control_port_},
                                                  {"smtp_port", smtp_port_},
                                                  {"smtps_port", smtps_port_},
                                                  {"page", page_address_},
                                                  {"ca_file", ca_file_},
                                                  {"pid", ::getpid()}});
}

/// What was in the data folder: keys that were handed out, whom to trust, messages.
result<> program::recall(const options& chosen, ledger book_keeping) {
  const kept_files files(chosen.data_directory);
  std::optional<error> trouble;
  const auto secrets = [&](std::string_view name, const std::function<std::string()>& make) {
    auto kept = files.secret(name, make);
    if (!kept) trouble = kept.error();
    return kept ? std::move(*kept) : make();
  };
  parts_ = std::make_unique<parts>(chosen, std::move(book_keeping), secrets);
  if (trouble) return *trouble;
  const auto trusted = files.credentials();
  if (!trusted) return trusted.error();
  const auto guard = parts_->shared.lock();
  if (*trusted) {
    if (auto put = parts_->shared.set_credentials(**trusted); !put)
      return error(errc::configuration, chosen.data_directory + "/credentials.json: " + put.error().detail);
  }
  if (parts_->shared.messages().is_keeping())
    restore(files.messages(), desk_list(), parts_->shared.messages());
  return {};
}

result<> program::open_mail(const options& chosen, const std::shared_ptr<boost::asio::ssl::context>& tls) {
  parts_->mail.emplace(parts_->workers.front()->thread.context(), tls, parts_->shared, parts_->mail_accounts);
  for (const bool is_secure : {false, true}) {
    const auto endpoint = parse_endpoint(is_secure ? chosen.smtps : chosen.smtp);
    if (!endpoint) return endpoint.error();
    const auto port = parts_->mail->listen(*endpoint, is_secure);
    if (!port) return port.error();
    (is_secure ? smtps_port_ : smtp_port_) = *port;
  }
  return {};
}

program::~program() {
  if (!parts_) return;
  if (!parts_->is_serving) parts_->start_threads();  // a failed start goes the same way down
  // Nothing is worth draining here: the ledger is written before each answer.
  for (auto& each : parts_->workers) {
    each->thread.post([&entrance = each->entrance] { entrance.close(); });
  }
  if (parts_->steering) {
    parts_->workers.front()->thread.post(
        [this] { parts_->closing->spawn("control_stop", parts_->steering->stop()); });
  }
  if (parts_->mail) {
    parts_->workers.front()->thread.post(
        [this] { parts_->closing->spawn("mail_stop", parts_->mail->stop()); });
  }
  for (auto& each : parts_->workers) each->thread.release();
  for (auto& each : parts_->workers) each->thread.join();
  if (parts_->has_served && parts_->shared.messages().is_keeping()) {
    if (auto saved = parts_->files.save_messages(to_text(parts_->shared.messages())); !saved)
      log::warn("messages_lost", saved.error().detail);
  }
}

}  // namespace carillon::sandbox
