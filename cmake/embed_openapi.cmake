# carillon_openapi(): docs/openapi.yaml becomes api/openapi.gen.hpp of the build tree.
# Needs a python3 with PyYAML: Debian's own comes first, whatever else the machine has in its PATH.
function(carillon_openapi)
  if(NOT CARILLON_PYTHON)
    message(FATAL_ERROR "python3 is missing: script/bootstrap installs it")
  endif()
  set(generated ${PROJECT_BINARY_DIR}/generated/api/openapi.gen.hpp)
  set(maker ${PROJECT_SOURCE_DIR}/cmake/embed_openapi.py)
  add_custom_command(OUTPUT ${generated}
    COMMAND ${CARILLON_PYTHON} -B ${maker} ${PROJECT_SOURCE_DIR}/docs/openapi.yaml ${generated}
    DEPENDS ${PROJECT_SOURCE_DIR}/docs/openapi.yaml ${maker} ${PROJECT_SOURCE_DIR}/cmake/openapi_page.py
    VERBATIM)
  add_custom_target(carillon_api_openapi DEPENDS ${generated})
  add_dependencies(carillon_api carillon_api_openapi)
  target_include_directories(carillon_api PRIVATE ${PROJECT_BINARY_DIR}/generated)
endfunction()
