# The compiler, its warnings and its sanitizers. One place, so that every target is built alike
# (the precompiled header is shared, and sharing needs equal flags).

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  message(FATAL_ERROR
    "g++ before 13 miscompiles ordinary co_await expressions: of 85 small cases 28 ran wrong "
    "(aggregate or braced arguments, ?:, by-value lambda captures inside the operand). "
    "Use clang 19: script/bootstrap installs it, and the presets choose it.")
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

set(CARILLON_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them (address,undefined)")
option(CARILLON_BUILD_TESTS "Build the tests" OFF)
option(CARILLON_BUILD_BENCH "Build the benchmarks" OFF)
option(CARILLON_FUZZ "Build the fuzz targets (clang's libFuzzer)" OFF)

# What one clone or build folder compiled is a hit in every other: paths below the source tree are relative in the
# command (CCACHE_BASEDIR) and in debug information (-ffile-prefix-map), the folder compiled in is not hashed, and
# compile.sh sees to the precompiled header. Sloppiness: what ccache asks for when there is one.
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      "${CMAKE_COMMAND};-E;env;CCACHE_BASEDIR=${PROJECT_SOURCE_DIR};CCACHE_NOHASHDIR=true;CCACHE_PCH_EXTSUM=true"
      "CCACHE_SLOPPINESS=pch_defines,time_macros;${PROJECT_SOURCE_DIR}/cmake/compile.sh;${CCACHE}")
endif()

# CMake's own options for clang, less the header beside the precompiled one: its path is absolute, and ccache makes
# only that of the latter relative.
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  set(CMAKE_CXX_COMPILE_OPTIONS_USE_PCH -Xclang -include-pch -Xclang <PCH_FILE>)
endif()

add_library(carillon_flags INTERFACE)
target_include_directories(carillon_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(carillon_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Werror=return-type
  -Werror=unused-result -Wnon-virtual-dtor -fno-omit-frame-pointer
  -ffile-prefix-map=${PROJECT_SOURCE_DIR}/=
  # Omitting a designated field means its default: that is what designated initialisers are for.
  -Wno-missing-designated-field-initializers)
# Said here instead of CMAKE_POSITION_INDEPENDENT_CODE, which gives libraries -fPIC and programs -fPIE: clang
# refuses to share a precompiled header between the two.
target_compile_options(carillon_flags INTERFACE -fPIE)
target_link_options(carillon_flags INTERFACE -pie)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_compile_options(carillon_flags INTERFACE "SHELL:-Xclang -fno-pch-timestamp")
  target_link_options(carillon_flags INTERFACE -fuse-ld=lld)
endif()
if(CARILLON_SANITIZE)
  target_compile_options(carillon_flags INTERFACE -fsanitize=${CARILLON_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(carillon_flags INTERFACE -fsanitize=${CARILLON_SANITIZE})
endif()
