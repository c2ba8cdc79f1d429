# SPDX-License-Identifier: GPL-2.0-only
#
# cmake -D DIR=src/designs -P designs.cmake: no two designs have one name, and each of
# them is in the list of registry.c under the name that it gives itself.

cmake_minimum_required(VERSION 3.25)

file(GLOB sources ${DIR}/*.c)
file(READ ${DIR}/registry.c registry)
string(REGEX MATCHALL "DESIGN\\([a-z0-9_]+, \"[^\"]*\"\\)" rows "${registry}")
set(listed "")
foreach(row IN LISTS rows)
  string(REGEX REPLACE "^[^\"]*\"([^\"]*)\".*$" "\\1" name "${row}")
  if(name IN_LIST listed)
    message(FATAL_ERROR "${DIR}/registry.c lists two designs as \"${name}\"")
  endif()
  list(APPEND listed ${name})
endforeach()

foreach(source IN LISTS sources)
  file(STRINGS ${source} lines REGEX "^\t\\.name = \"")
  foreach(line IN LISTS lines)
    string(REGEX REPLACE "^[^\"]*\"([^\"]*)\".*$" "\\1" name "${line}")
    if(DEFINED file_of_${name})
      message(FATAL_ERROR "two designs are called \"${name}\": ${file_of_${name}} and ${source}")
    endif()
    set(file_of_${name} ${source})
    if(NOT name IN_LIST listed)
      message(FATAL_ERROR "${source}: \"${name}\" is not in the list of ${DIR}/registry.c")
    endif()
  endforeach()
endforeach()

foreach(name IN LISTS listed)
  if(NOT DEFINED file_of_${name})
    message(FATAL_ERROR "${DIR}/registry.c lists \"${name}\", and no design has this name")
  endif()
endforeach()
if(OUT)
  file(TOUCH ${OUT})
endif()
