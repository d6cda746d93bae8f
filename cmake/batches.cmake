# carillon_batches(<variable> <target> <source>…): what to compile for the target, see batches.py. With
# CARILLON_BATCHES off, and where no python3 is found, every source is a translation unit of its own.
option(CARILLON_BATCHES "Compile sources in batches, for the sake of clean builds" ON)
find_program(CARILLON_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH)
find_program(CARILLON_PYTHON NAMES python3)

function(carillon_batches variable target)
  if(NOT CARILLON_BATCHES OR NOT CARILLON_PYTHON)
    set(${variable} ${ARGN} PARENT_SCOPE)
    return()
  endif()
  set(maker ${PROJECT_SOURCE_DIR}/cmake/batches.py)
  execute_process(COMMAND ${CARILLON_PYTHON} -B ${maker} ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/batches/${target} ${ARGN}
                  OUTPUT_VARIABLE units OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  string(REPLACE "\n" ";" units "${units}")
  set(${variable} ${units} PARENT_SCOPE)
endfunction()
