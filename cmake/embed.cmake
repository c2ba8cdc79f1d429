# SPDX-License-Identifier: GPL-2.0-only
#
# Turn text files into the C strings that a header declares:
# cmake -D OUT=FILE.c -D HEADER=ROOM/FILE.h -D "FILES=NAME=PATH;..." -P embed.cmake

set(source "/* Made by cmake/embed.cmake. */\n#include \"${HEADER}\"\n")
foreach(pair IN LISTS FILES)
  string(REGEX MATCH "^([^=]*)=(.*)$" found "${pair}")
  set(name ${CMAKE_MATCH_1})
  file(READ "${CMAKE_MATCH_2}" hex HEX)
  string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(APPEND source "\nconst char ${name}[] = {\n${bytes}0\n};\n")
endforeach()
file(WRITE "${OUT}" "${source}")
