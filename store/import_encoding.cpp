#include "store/import_encoding.hpp"

#include <array>
#include <fstream>
#include <string>

namespace carillon::store {

namespace {

struct signature {
  std::string_view bytes;
  std::string_view what, remedy;
};

using namespace std::string_view_literals;

constexpr std::string_view convert_16 = "convert it: iconv -f UTF-16 -t UTF-8";
constexpr std::string_view convert_32 = "convert it: iconv -f UTF-32 -t UTF-8";

// The longer of two that begin alike first. Without a byte order mark, JSON's first character is ASCII (RFC
// 4627 3).
constexpr std::array signatures{
    signature{"\xff\xfe\0\0"sv, "UTF-32", convert_32},
    signature{"\0\0\xfe\xff"sv, "UTF-32", convert_32},
    signature{"{\0\0\0"sv, "UTF-32", convert_32},
    signature{"\0\0\0{"sv, "UTF-32", convert_32},
    signature{"\xff\xfe"sv, "UTF-16", convert_16},
    signature{"\xfe\xff"sv, "UTF-16", convert_16},
    signature{"{\0"sv, "UTF-16", convert_16},
    signature{"\0{"sv, "UTF-16", convert_16},
    signature{"\x1f\x8b"sv, "compressed", "gunzip it"},
    signature{"PK\x03\x04"sv, "compressed", "unzip it"},
    signature{"\x28\xb5\x2f\xfd"sv, "compressed", "unzstd it"},
};

}  // namespace

result<void> refuse_other_encodings(const std::filesystem::path& file) {
  std::string head(4, 'x');
  std::ifstream in(file, std::ios::binary);
  in.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(in.gcount()));
  for (const auto& one : signatures) {
    if (!head.starts_with(one.bytes)) continue;
    return error(errc::invalid_argument,
                 std::string("the file is ")
                     .append(one.what)
                     .append(", and should be UTF-8 text with one JSON object a line; ")
                     .append(one.remedy));
  }
  return {};
}

}  // namespace carillon::store
