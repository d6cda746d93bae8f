#include "app/data_folder.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace carillon::app {
namespace {

error unusable(const std::string& path, const std::string& why) {
  return {errc::configuration, "data_dir " + path + " " + why};
}

std::string octal(mode_t mode) {
  std::string digits = "0";
  for (const int shift : {6, 3, 0}) digits += static_cast<char>('0' + (mode >> shift & 7));
  return digits;
}

}  // namespace

result<void> prepare_data_folder(const std::string& path) {
  std::error_code ec;
  const auto parent = std::filesystem::absolute(path, ec).lexically_normal().parent_path();
  if (!ec) std::filesystem::create_directories(parent, ec);
  if (ec) return unusable(path, "cannot be made: " + ec.message());
  // At once with the mode it shall have: in between others could look.
  if (::mkdir(path.c_str(), S_IRWXU) != 0 && errno != EEXIST)
    return unusable(path, std::string("cannot be made: ") + std::strerror(errno));
  struct stat info{};
  if (::stat(path.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) return unusable(path, "is not a folder");
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return unusable(path,
                    "has mode " + octal(info.st_mode) +
                        ": others than its owner may look into it or change it, and the master key and all "
                        "data are kept there. Run: chmod 0700 " +
                        path + " (or name a folder within it, which is made so)");
  }
  return {};
}

}  // namespace carillon::app
