# Writes the version header: cmake -DSOURCE=… -DTEMPLATE=… -DTARGET=… -P write_version.cmake
# The file is touched only when its content changes.
set(AGGLO_GIT "")
find_package(Git QUIET)
if(GIT_FOUND)
    execute_process(
        COMMAND ${GIT_EXECUTABLE} -C ${SOURCE} describe --always --dirty --abbrev=12
        OUTPUT_VARIABLE AGGLO_GIT
        OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
configure_file(${TEMPLATE} ${TARGET} @ONLY)
