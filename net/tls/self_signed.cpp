#include "net/tls/self_signed.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <boost/asio/ip/address.hpp>

namespace carillon::net {

namespace {

template <auto Free>
struct freed_by {
  void operator()(auto* object) const noexcept { Free(object); }
};
using key_ptr = std::unique_ptr<EVP_PKEY, freed_by<&EVP_PKEY_free>>;
using certificate_ptr = std::unique_ptr<X509, freed_by<&X509_free>>;
using memory_ptr = std::unique_ptr<BIO, freed_by<&BIO_free>>;
using extension_ptr = std::unique_ptr<X509_EXTENSION, freed_by<&X509_EXTENSION_free>>;

std::string text_of(BIO& memory) {
  char* bytes = nullptr;
  const auto size = BIO_get_mem_data(&memory, &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

/// "DNS:a,IP:127.0.0.1", OpenSSL's notation of subjectAltName.
std::string alternative_names(const std::vector<std::string>& hosts) {
  std::string names;
  for (const auto& host : hosts) {
    boost::system::error_code ec;
    boost::asio::ip::make_address(host, ec);
    names += (names.empty() ? "" : ",") + std::string(ec ? "DNS:" : "IP:") + host;
  }
  return names;
}

bool add_extension(X509& certificate, int kind, const std::string& value) {
  const extension_ptr extension(X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str()));
  return extension && X509_add_ext(&certificate, extension.get(), -1) == 1;
}

bool fill(X509& certificate, EVP_PKEY& key, const std::vector<std::string>& hosts, int days) {
  std::uint64_t serial = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial);
  X509_set_version(&certificate, X509_VERSION_3);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(&certificate), serial >> 1);
  X509_gmtime_adj(X509_getm_notBefore(&certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(&certificate), 86'400L * days);
  auto* const name = X509_get_subject_name(&certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(hosts[0].c_str()), -1, -1, 0);
  X509_set_issuer_name(&certificate, name);
  return X509_set_pubkey(&certificate, &key) == 1 &&
         add_extension(certificate, NID_subject_alt_name, alternative_names(hosts)) &&
         add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE") &&
         X509_sign(&certificate, &key, EVP_sha256()) > 0;
}

result<> write_file(const std::string& path, std::string_view text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) return error(errc::configuration, "cannot create " + path);
  const auto written = ::write(file, text.data(), text.size());
  ::close(file);
  if (written != static_cast<ssize_t>(text.size())) return error(errc::configuration, "cannot write " + path);
  return {};
}

}  // namespace

result<self_signed_certificate> make_self_signed(const std::vector<std::string>& hosts, int days) {
  if (hosts.empty()) return error(errc::invalid_argument, "a certificate needs at least one host");
  const key_ptr key(EVP_EC_gen("P-256"));
  const certificate_ptr certificate(X509_new());
  if (!key || !certificate || !fill(*certificate, *key, hosts, days))
    return error(errc::invalid_argument, "cannot make a certificate for " + hosts[0]);
  const memory_ptr certificate_text(BIO_new(BIO_s_mem()));
  const memory_ptr key_text(BIO_new(BIO_s_secmem()));
  PEM_write_bio_X509(certificate_text.get(), certificate.get());
  PEM_write_bio_PKCS8PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  return self_signed_certificate{text_of(*certificate_text), secret(text_of(*key_text))};
}

result<> write_certificate(const self_signed_certificate& certificate, const std::string& folder) {
  auto written = write_file(folder + "/cert.pem", certificate.certificate_pem);
  if (!written) return written;
  return write_file(folder + "/key.pem", certificate.key_pem.reveal());
}

}  // namespace carillon::net
