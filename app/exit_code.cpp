#include "app/exit_code.hpp"

#include <cstdio>

#include "base/log.hpp"

namespace carillon::app {

int report(const error& what) {
  log::flush();  // so that the sentence is the last line, not somewhere in between
  std::fprintf(stderr, "carillon: %s\n", what.detail.c_str());
  return what.code == errc::configuration ? exit_configuration : exit_failed;
}

}  // namespace carillon::app
