# Every library we stand on comes from Debian 12. HACKING.md says what each saves us from writing.
find_package(Boost 1.81 REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(spdlog REQUIRED)
find_package(prometheus-cpp REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)

# Wraps a pkg-config module; nothing but the module's own flags reaches those who link it.
function(carillon_pkg target module)
  pkg_check_modules(${target}_pc REQUIRED IMPORTED_TARGET ${module})
  add_library(${target} INTERFACE)
  target_link_libraries(${target} INTERFACE PkgConfig::${target}_pc)
endfunction()
carillon_pkg(carillon_nghttp2 libnghttp2)
carillon_pkg(carillon_hiredis hiredis)
carillon_pkg(carillon_cares libcares)
carillon_pkg(carillon_zlib zlib)
carillon_pkg(carillon_systemd libsystemd)
carillon_pkg(carillon_md4c md4c)
carillon_pkg(carillon_idn2 libidn2)

# The programs' malloc (docs/adr/0008-memory-is-jemallocs.md); sanitizers bring their own.
if(CARILLON_SANITIZE)
  add_library(carillon_jemalloc INTERFACE)
else()
  carillon_pkg(carillon_jemalloc jemalloc)
endif()

# Asio and Beast are compiled once, in net/, and nowhere else: mixing would break the one-definition rule.
target_compile_definitions(carillon_flags INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
target_link_libraries(carillon_flags INTERFACE Threads::Threads)
