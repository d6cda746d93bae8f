# carillon_test_label(<variable> <test file>): unit, or contract where the file, or a header below tests/ that it
# includes, starts a real server or opens a socket. Told from the includes, so that nobody keeps a list.

# What makes a test a contract test: real programs, a real Redis, Asio's sockets.
set(CARILLON_CONTRACT_MARKS
    "#include \"tests/support/(redis_fixture|program|http_client)\\.hpp\"|#include <boost/asio|io_context|io_thread")

function(carillon_reaches_sockets variable file)
  get_property(known GLOBAL PROPERTY carillon_reaches_${file})
  if(NOT "${known}" STREQUAL "")
    set(${variable} ${known} PARENT_SCOPE)
    return()
  endif()
  file(READ ${PROJECT_SOURCE_DIR}/${file} text)
  # A changed include may move a test from one label to the other.
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${file})
  set(reaches FALSE)
  if(text MATCHES "${CARILLON_CONTRACT_MARKS}")
    set(reaches TRUE)
  else()
    string(REGEX MATCHALL "#include \"tests/[a-z0-9_/]+\\.hpp\"" includes "${text}")
    foreach(line IN LISTS includes)
      string(REGEX REPLACE "#include \"(.*)\"" "\\1" header "${line}")
      carillon_reaches_sockets(one ${header})
      if(one)
        set(reaches TRUE)
        break()
      endif()
    endforeach()
  endif()
  set_property(GLOBAL PROPERTY carillon_reaches_${file} ${reaches})
  set(${variable} ${reaches} PARENT_SCOPE)
endfunction()

function(carillon_test_label variable file)
  cmake_path(RELATIVE_PATH file BASE_DIRECTORY ${PROJECT_SOURCE_DIR})
  carillon_reaches_sockets(reaches ${file})
  if(reaches)
    set(${variable} contract PARENT_SCOPE)
  else()
    set(${variable} unit PARENT_SCOPE)
  endif()
endfunction()
