# Writes OUTPUT: every script of SCRIPTS as a raw string literal. In a mutant build, the lines between
# `--[[guard:NAME]]` and `--[[/guard]]` are left out: the negative controls of the fault suite.
set(out "// Generated from ${FOLDER}/scripts/*.lua; do not edit.\n#pragma once\n#include <string_view>\nnamespace carillon::${FOLDER}::scripts {\n")
foreach(script IN LISTS SCRIPTS)
  get_filename_component(name ${script} NAME_WE)
  file(READ ${script} text)
  if(MUTANT)
    string(REGEX REPLACE "--\\[\\[guard:${MUTANT}\\]\\][^\r]*--\\[\\[/guard:${MUTANT}\\]\\]" "" text "${text}")
  endif()
  string(APPEND out "inline constexpr std::string_view ${name} = R\"lua(${text})lua\";\n")
endforeach()
string(APPEND out "}\n")
file(WRITE ${OUTPUT} "${out}")
