#include "app/demo_world.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "app/demo_person.hpp"
#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "base/signing_key.hpp"
#include "providers/catalogue.hpp"

namespace carillon::app {
namespace {

constexpr const char* key_id = "DEMOKEY123";
constexpr const char* team_id = "DEMOTEAM12";
constexpr const char* bundle_id = "com.example.carillon";
constexpr const char* google_project = "carillon-demo";
constexpr const char* google_account = "push@carillon-demo.iam.gserviceaccount.com";

constexpr std::uint64_t one_dead_in = 200;  // devices whose app was uninstalled
constexpr std::uint64_t report_every = 5000;

std::string seed_of(std::uint64_t user, unsigned device) {
  return std::to_string(user) + ":" + std::to_string(device);
}

/// 64 hex digits; the sandbox answers 410 Unregistered to those that begin with eeeeee27.
std::string apns_token(std::uint64_t user, unsigned device, bool is_dead) {
  std::string token = hex_encode(as_text(sha256(seed_of(user, device))));
  if (is_dead) token.replace(0, 8, "eeeeee27");
  return token;
}

/// Looks like Google's: 152 characters; the sandbox answers UNREGISTERED to those with its name in front.
std::string fcm_token(std::uint64_t user, unsigned device, bool is_dead) {
  const std::string seed = seed_of(user, device);
  std::string tail;
  for (const char* part : {"a", "b", "c"}) tail += base64url_encode(as_text(sha256({seed, part})));
  const std::string head = is_dead ? "sbx-UNREGISTERED-" + tail.substr(0, 5) : tail.substr(0, 22);
  return head + ":APA91b" + tail.substr(0, 123);
}

json user_line(std::uint64_t user, std::uint64_t& devices) {
  json line{{"external_id", "user-" + std::to_string(user)}};
  const auto count = static_cast<unsigned>(1 + user % 3);
  for (unsigned device = 0; device < count; ++device) {
    const bool is_dead = devices++ % one_dead_in == one_dead_in - 1;
    const bool is_apple = (user + device) % 2 == 0;
    json token{
        {"device_token", is_apple ? apns_token(user, device, is_dead) : fcm_token(user, device, is_dead)}};
    line[is_apple ? "apns" : "fcm"].push_back(std::move(token));
  }
  return line;
}

}  // namespace

result<std::string> make_demo_folder() {
  std::error_code ec;
  const auto parent = std::filesystem::temp_directory_path(ec);
  if (ec) return error(errc::unavailable, "no temporary folder: " + ec.message());
  std::string pattern = (parent / "carillon-demo-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) {
    return error(errc::unavailable, pattern + ": " + std::strerror(errno));
  }
  return pattern;
}

result<std::string> write_demo_settings(const demo_place& place) {
  std::string path = place.folder + "/carillon.toml";
  std::ofstream file(path);
  file << "# Made by the demo: everything on loopback, delivering to the sandbox.\n"
       << "data_dir = \"" << place.folder << "/data\"\n\n"
       << "[api]\nlisten = \"127.0.0.1:0\"\n\n"
       << "[ops]\nlisten = \"127.0.0.1:0\"\n\n"
       << "[retry]\nbase = \"500ms\"\n\n"
       << "[providers]\n"
       << "ca_file = \"" << place.sandbox_ca << "\"\n"
       << "allowed_networks = [\"127.0.0.0/8\"]\n"
       << "[providers.origins]\n";
  for (const auto name : providers::places()) file << name << " = \"" << place.sandbox_origin << "\"\n";
  if (!file.flush()) return error(errc::unavailable, path + " cannot be written");
  return path;
}

demo_accounts make_demo_accounts(const demo_place& place) {
  const signing_key apple = signing_key::generate(key_kind::p256);
  const signing_key google = signing_key::generate(key_kind::rsa);
  demo_accounts made;
  made.apns = {{"app_id", bundle_id},
               {"badge", "unread"},
               {"certificate", apple.private_pem().reveal()},
               {"key_id", key_id},
               {"team_id", team_id}};
  made.fcm = {{"type", "service_account"},
              {"project_id", google_project},
              {"private_key_id", "demo-key-1"},
              {"private_key", google.private_pem().reveal()},
              {"client_email", google_account},
              {"client_id", "100000000000000000001"},
              {"auth_uri", "https://accounts.google.com/o/oauth2/auth"},
              {"token_uri", place.sandbox_origin + "/token"},
              {"auth_provider_x509_cert_url", "https://www.googleapis.com/oauth2/v1/certs"},
              {"client_x509_cert_url", "https://www.googleapis.com/robot/v1/metadata/x509/push"},
              {"universe_domain", "googleapis.com"}};
  made.credentials = {{"apns",
                       {{{"team_id", team_id},
                         {"key_id", key_id},
                         {"public_key", apple.public_pem()},
                         {"topics", {bundle_id}},
                         {"environment", "both"}}}},
                      {"fcm",
                       {{{"project_id", google_project},
                         {"client_email", google_account},
                         {"private_key_id", "demo-key-1"},
                         {"public_key", google.public_pem()}}}}};
  made.credentials.update(person_credentials());
  return made;
}

result<demo_audience> write_demo_users(const std::string& folder, std::uint64_t users,
                                       const std::function<void(std::uint64_t)>& progress) {
  demo_audience made{.file = folder + "/users.ndjson", .users = users, .devices = 0};
  std::ofstream file(made.file);
  for (std::uint64_t user = 0; user < users; ++user) {
    file << dump_json(user_line(user, made.devices)) << '\n';
    if (user % report_every == 0) progress(user);
  }
  if (!file.flush()) return error(errc::unavailable, made.file + " cannot be written");
  progress(users);
  return made;
}

}  // namespace carillon::app
