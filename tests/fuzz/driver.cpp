// libFuzzer's entry point of a program that holds one target.
#include <cstdint>

#include "tests/fuzz/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const auto run = carillon::fuzz::targets().front().run;
  run({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
