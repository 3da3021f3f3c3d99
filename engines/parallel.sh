#!/bin/sh
# Jobs by GNU parallel, two at a time: sh parallel.sh DIR; with other machines, add for instance --sshlogin 2/node1,2/node2.
set -eu
find "$1/jobs" -mindepth 1 -maxdepth 1 -type d -name '[0-9]*' -exec basename {} \; | sort | sed 's/^0*\(.\)/\1/' |
    parallel --quote --jobs 2 --joblog "$1.log" "${RECOOP:-recoop}" work --quiet --index {} -- "$1"
