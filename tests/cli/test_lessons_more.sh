#!/usr/bin/env bash
# The last three lessons for classes show what they promise.
. "$(dirname "$0")/lessons.bash"

taught which_loop startups_without_capital uncertain_result
finish
