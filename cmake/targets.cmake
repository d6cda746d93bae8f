# carillon_library(<folder> LINKS ... PRIVATE_LINKS ...)   one static library a top folder
# carillon_program(<name> <folder> LINKS ...)              one binary; main.cpp apart, so that tests can link the rest
# carillon_lua_scripts(<folder>)                           embeds <folder>/scripts/*.lua
# Sources are found by name: a new file needs no edit here.

function(carillon_common target)
  target_link_libraries(${target} PUBLIC carillon_flags)
  if(NOT target STREQUAL "carillon_base")
    target_precompile_headers(${target} REUSE_FROM carillon_base)
  endif()
endfunction()

# Gives one source file CARILLON_VERSION and, inside a git checkout with a commit, CARILLON_COMMIT.
# One file and not the target: the precompiled header is shared, and must see the same macros everywhere.
function(carillon_version_of source)
  execute_process(COMMAND git rev-parse --short=12 HEAD WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
                  OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE status)
  set(definitions "CARILLON_VERSION=\"${PROJECT_VERSION}\"")
  if(status EQUAL 0)
    list(APPEND definitions "CARILLON_COMMIT=\"${commit}\"")
  endif()
  set_source_files_properties(${source} PROPERTIES COMPILE_DEFINITIONS "${definitions}")
endfunction()

function(carillon_library folder)
  cmake_parse_arguments(arg "" "" "LINKS;PRIVATE_LINKS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.cpp)
  if(NOT sources)
    file(WRITE ${PROJECT_BINARY_DIR}/empty.cpp "")
    set(sources ${PROJECT_BINARY_DIR}/empty.cpp)
  endif()
  carillon_batches(sources carillon_${folder} ${sources})
  add_library(carillon_${folder} STATIC ${sources})
  target_link_libraries(carillon_${folder} PUBLIC ${arg_LINKS} PRIVATE ${arg_PRIVATE_LINKS})
  carillon_common(carillon_${folder})
  if(folder STREQUAL "base")
    # In angle brackets, so that the header CMake writes names no folder of this machine.
    target_precompile_headers(carillon_base PRIVATE <base/precompiled.hpp>)
    carillon_version_of(${PROJECT_SOURCE_DIR}/base/version.cpp)
  endif()
endfunction()

function(carillon_program name folder)
  cmake_parse_arguments(arg "" "" "LINKS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.cpp)
  list(REMOVE_ITEM sources ${PROJECT_SOURCE_DIR}/${folder}/main.cpp)
  if(NOT EXISTS ${PROJECT_SOURCE_DIR}/${folder}/main.cpp)
    return()
  endif()
  if(sources)
    carillon_batches(sources carillon_${folder} ${sources})
    add_library(carillon_${folder} STATIC ${sources})
    target_link_libraries(carillon_${folder} PUBLIC ${arg_LINKS})
    carillon_common(carillon_${folder})
    set(arg_LINKS carillon_${folder})
  endif()
  add_executable(${name} ${PROJECT_SOURCE_DIR}/${folder}/main.cpp)
  target_link_libraries(${name} PRIVATE ${arg_LINKS} carillon_jemalloc)
  carillon_common(${name})
endfunction()

# Each <folder>/scripts/<name>.lua becomes `inline constexpr std::string_view <name>` in
# carillon::<folder>::scripts, header <folder>/scripts.gen.hpp of the build tree.
function(carillon_lua_scripts folder)
  file(GLOB scripts CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/scripts/*.lua)
  file(GLOB parts CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/scripts/parts/*.lua)
  set(generated ${PROJECT_BINARY_DIR}/generated/${folder}/scripts.gen.hpp)
  add_custom_command(OUTPUT ${generated}
    COMMAND ${CMAKE_COMMAND} -DFOLDER=${folder} -DOUTPUT=${generated} "-DSCRIPTS=${scripts}"
            -P ${PROJECT_SOURCE_DIR}/cmake/embed_lua.cmake
    DEPENDS ${scripts} ${parts} ${PROJECT_SOURCE_DIR}/cmake/embed_lua.cmake
    VERBATIM)
  add_custom_target(carillon_${folder}_scripts DEPENDS ${generated})
  add_dependencies(carillon_${folder} carillon_${folder}_scripts)
  target_include_directories(carillon_${folder} PUBLIC ${PROJECT_BINARY_DIR}/generated)
endfunction()
