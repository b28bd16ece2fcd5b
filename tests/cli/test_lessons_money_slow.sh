#!/usr/bin/env bash
# Lessons for classes on who gets money, and on capital, show what they promise.
. "$(dirname "$0")/lessons.bash"

taught concentrate_or_spread startups_without_capital
finish
