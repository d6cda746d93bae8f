#include "sandbox/certificates.hpp"

#include <chrono>
#include <filesystem>

#include "net/tls/self_signed.hpp"

namespace carillon::sandbox {
namespace {

namespace fs = std::filesystem;

constexpr int valid_days = 397;
constexpr std::chrono::days kept_for{300};

bool is_young(const std::string& file) {
  std::error_code ec;
  const auto written = fs::last_write_time(file, ec);
  return !ec && fs::file_time_type::clock::now() - written < kept_for;
}

}  // namespace

result<certificate_files> prepare_certificates(const std::string& directory) {
  certificate_files files{.ca_file = directory + "/ca.pem",
                          .certificate_file = directory + "/server.pem",
                          .key_file = directory + "/server.key"};
  if (is_young(files.ca_file) && is_young(files.certificate_file) && is_young(files.key_file)) return files;

  std::error_code ec;
  fs::create_directory(directory, ec);
  if (ec) return error(errc::configuration, directory + ": " + ec.message());
  const auto made = net::make_self_signed({"localhost", "127.0.0.1", "::1"}, valid_days);
  if (!made) return made.error();
  if (auto written = net::write_certificate(*made, directory); !written) return written.error();
  // The CA last: whoever sees it finds the rest in place.
  fs::rename(directory + "/key.pem", files.key_file, ec);
  if (!ec) fs::rename(directory + "/cert.pem", files.certificate_file, ec);
  if (!ec) fs::copy_file(files.certificate_file, files.ca_file, fs::copy_options::overwrite_existing, ec);
  if (ec) return error(errc::configuration, directory + ": " + ec.message());
  return files;
}

}  // namespace carillon::sandbox
