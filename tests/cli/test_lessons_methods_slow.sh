#!/usr/bin/env bash
# Lessons for classes on ways to read results show what they promise.
. "$(dirname "$0")/lessons.bash"

taught which_loop uncertain_result
finish
