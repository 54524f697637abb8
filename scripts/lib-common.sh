# shellcheck shell=bash
# What every script here stands on: where things are, how to speak, how to stop honestly.
# Sourced, never run. The caller has set -euo pipefail.
# shellcheck disable=SC2034  # what is set here is used by those who source it

ROOT="$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
DATA="$ROOT/.data"
SCRIPTS="$ROOT/scripts"
NAME="$(basename "$0")"

# Programs that live in sbin (runuser, ldconfig) are not on everybody's PATH.
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
export PATH

say()  { printf '%s\n' "$*"; }
warn() { printf '%s\n' "$*" >&2; }

# Stops with a message a person can act on. The first line says what is wrong, the rest what to do.
die() {
  local line
  printf '\n%s: %s\n' "$NAME" "$1" >&2
  shift
  for line in "$@"; do printf '  %s\n' "$line" >&2; done
  trap - ERR
  exit 1
}

# Whatever we did not foresee still ends in a sentence and not in a heap of shell errors.
unforeseen() {
  local code=$?
  trap - ERR
  printf '\n%s: stopped unexpectedly (code %s) in %s at line %s: %s\n' \
    "$NAME" "$code" "$(basename "${BASH_SOURCE[1]:-$0}")" "${BASH_LINENO[0]:-?}" "$BASH_COMMAND" >&2
  exit "$code"
}
catch_unforeseen() { set -E; trap unforeseen ERR; }

is_root() { [[ $EUID -eq 0 ]]; }

# The folder of everything this checkout keeps. As root the database runs as another user, who must
# be able to pass through .data (but not list it); every file of ours inside is 0600 or 0700.
make_data_folder() {
  local owner mode=700
  is_root && mode=711
  if [[ -d $DATA ]]; then
    owner="$(stat -c %U "$DATA")"
    if ! is_root && [[ ! -O $DATA ]]; then
      die "the data of this checkout ($DATA) belongs to the user $owner." \
        "Run ./$NAME as $owner (with sudo, if that is root)."
    fi
    if is_root && [[ $owner != root ]]; then
      die "the data of this checkout ($DATA) belongs to the user $owner." \
        "Run ./$NAME as $owner, without sudo: it asks for sudo itself where it must."
    fi
  else
    mkdir -p "$DATA" 2>/dev/null || die "cannot make the folder $DATA." "Is this folder writable for you?"
  fi
  chmod "$mode" "$DATA"
}

# Reads lines NAME=value into the environment. Never sourced: values hold ';' and must stay mere text.
# load_env FILE [NAME-TO-LEAVE-OUT…]
load_env() {
  local file="$1" line name skip
  shift
  while IFS= read -r line || [[ -n $line ]]; do
    [[ $line == [A-Za-z_]*=* ]] || continue
    name="${line%%=*}"
    for skip in "$@"; do [[ $name == "$skip" ]] && continue 2; done
    export "$name=${line#*=}"
  done <"$file"
}

# 32 letters, digits, '-' and '_': nothing that a connection string or SQL would have to quote.
new_password() { head -c 24 /dev/urandom | base64 -w0 | tr '+/' '-_'; }

seconds_now() { printf '%s' "$EPOCHREALTIME" | tr ',' '.'; }
seconds_since() { awk -v a="$1" -v b="$(seconds_now)" 'BEGIN { printf "%.1f", b - a }'; }

# ---- locks ------------------------------------------------------------------------------------
# Locks are open files: the kernel lets go of them with the process, so kill -9 leaves none behind.
# Whoever starts something that outlives us (database, build servers) closes 7, 8 and 9 for it.

# Building twice at the same time in one tree ends in half-written files.
with_build_lock() {
  exec 8>"$DATA/build.lock"
  if ! flock -n 8; then
    say "Another build of this checkout is at work; waiting for it."
    flock 8
  fi
  local code=0
  "$@" || code=$?
  exec 8>&-
  return "$code"
}

# ---- ports ------------------------------------------------------------------------------------
# Read from /proc, because ss and lsof are missing on small machines.

# Socket inodes that listen on TCP port $1, on any address.
_listeners() {
  local hex
  hex="$(printf '%04X' "$1")"
  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |
    awk -v p=":$hex\$" '$4 == "0A" && $2 ~ p { print $10 }'
}

port_taken() { [[ -n "$(_listeners "$1")" ]]; }

# "dotnet (process 123)", or what we may know about the holder of port $1.
port_holder() {
  local inode fd pid
  for inode in $(_listeners "$1"); do
    for fd in /proc/[0-9]*/fd/*; do
      if [[ "$(readlink "$fd" 2>/dev/null)" == "socket:[$inode]" ]]; then
        pid="${fd#/proc/}"; pid="${pid%%/*}"
        printf '%s (process %s)' "$(tr '\0' ' ' <"/proc/$pid/cmdline" | cut -c1-100 | sed 's/ *$//')" "$pid"
        return 0
      fi
    done
  done
  printf 'a process of another user'
}

# Below the range that the kernel hands to outgoing connections.
free_port() {
  local port i
  for ((i = 0; i < 200; i++)); do
    port=$((20000 + RANDOM % 10000))
    port_taken "$port" || { printf '%s' "$port"; return 0; }
  done
  die "found no free TCP port between 20000 and 29999."
}
