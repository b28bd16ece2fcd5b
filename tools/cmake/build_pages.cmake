# Builds the pages of `agglo report` and `agglo studio`:
#   cmake -DSOURCE=… -DFOLDER=… -DNPM=… -DNODE=… -DENABLED=… -DTESTS=… -P build_pages.cmake
# Fetches what package-lock.json names, once per build folder, and bundles. Whatever is in the way
# (no npm, no network) leaves empty pages: the rest of the program is built all the same.
set(PAGES report studio)
file(MAKE_DIRECTORY ${FOLDER})

function(give_up reason)
    message("agglo report and agglo studio will not be available: ${reason}")
    foreach(page IN LISTS PAGES)
        file(WRITE ${FOLDER}/${page}.html "")
    endforeach()
    file(WRITE ${FOLDER}/studio_charts.js "")
endfunction()

if(NOT ENABLED)
    give_up("AGGLO_PAGES is off")
    return()
endif()
if(NOT NPM OR NOT NODE)
    give_up("node or npm was not found")
    return()
endif()

set(wanted "")
if(NOT TESTS)
    set(wanted --omit=dev)
endif()
file(SHA256 ${SOURCE}/package-lock.json lock)
set(stamp "${lock} ${wanted}")
set(fetched "")
if(EXISTS ${FOLDER}/fetched)
    file(READ ${FOLDER}/fetched fetched)
endif()
if(NOT fetched STREQUAL stamp)
    configure_file(${SOURCE}/package.json ${FOLDER}/package.json COPYONLY)
    configure_file(${SOURCE}/package-lock.json ${FOLDER}/package-lock.json COPYONLY)
    # --ignore-scripts: packages run nothing of theirs. One more try, and an end to it.
    execute_process(
        COMMAND ${NPM} ci ${wanted} --ignore-scripts --no-audit --no-fund --prefer-offline
                --loglevel=error --fetch-retries=1 --fetch-retry-mintimeout=1000
                --fetch-retry-maxtimeout=5000 --fetch-timeout=30000
        WORKING_DIRECTORY ${FOLDER}
        TIMEOUT 300
        RESULT_VARIABLE failed
        OUTPUT_QUIET
        ERROR_VARIABLE said)
    if(failed)
        string(REGEX MATCH "[^\n]*" said "${said}")
        give_up("npm could not fetch its packages (${said})")
        return()
    endif()
    file(WRITE ${FOLDER}/fetched "${stamp}")
endif()

set(charts_of_studio ${FOLDER}/studio_charts.js)
foreach(page IN LISTS PAGES)
    execute_process(
        COMMAND ${NODE} ${SOURCE}/build.mjs ${SOURCE}/${page} ${FOLDER} ${FOLDER}/${page}.html
                ${charts_of_${page}}
        TIMEOUT 120
        RESULT_VARIABLE failed
        ERROR_VARIABLE said)
    if(failed)
        file(REMOVE ${FOLDER}/${page}.html)
        message(FATAL_ERROR "The page of ${page} cannot be built:\n${said}")
    endif()
endforeach()
