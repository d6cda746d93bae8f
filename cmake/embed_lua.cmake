# Writes OUTPUT: every script of SCRIPTS as a raw string literal. A line `-- part: <name>` stands for parts/<name>.lua
# beside the script. Comments stay: tests find by `--[[guard:<name>]]` what to cut out (tests/faults/harness/scripts.py).
set(out "// Generated from ${FOLDER}/scripts/*.lua; do not edit.\n#pragma once\n#include <string_view>\nnamespace carillon::${FOLDER}::scripts {\n")

foreach(script IN LISTS SCRIPTS)
  get_filename_component(name ${script} NAME_WE)
  get_filename_component(here ${script} DIRECTORY)
  file(READ ${script} text)
  string(REGEX MATCHALL "-- part: [a-z_]+\n" parts "${text}")
  foreach(line IN LISTS parts)
    string(REGEX MATCH "[a-z_]+\n" part "${line}")
    string(STRIP "${part}" part)
    file(READ ${here}/parts/${part}.lua shared)
    string(REPLACE "${line}" "${shared}" text "${text}")
  endforeach()
  string(APPEND out "inline constexpr std::string_view ${name} = R\"lua(${text})lua\";\n")
endforeach()
string(APPEND out "}\n")
file(WRITE ${OUTPUT} "${out}")
