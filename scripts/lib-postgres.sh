# shellcheck shell=bash
# Private PostgreSQL clusters of this checkout: .data/pg for the application, .data/test-pg for the tests,
# others for tests that must kill one. Sourced after lib-common.sh and lib-needs.sh.
#
# A cluster NAME is: the folder .data/NAME (or a link to where the server can reach it), the port in
# .data/NAME.port, and the superuser's connection string in the file that superuser_file tells.

PG_SUPERUSER=tc_superuser
ELSEWHERE=/var/lib/therapycompanion

superuser_file() {
  case "$1" in
    pg) printf '%s' "$DATA/superuser.env" ;;
    test-pg) printf '%s' "$DATA/test.env" ;;
    *) printf '%s' "$DATA/$1.env" ;;
  esac
}
_superuser_variable() {
  case "$1" in pg) printf Database__Superuser ;; test-pg) printf TC_TEST_SUPERUSER ;; *) printf TC_SUPERUSER ;; esac
}
_superuser_database() { if [[ $1 == pg ]]; then printf therapycompanion; else printf postgres; fi; }

cluster_exists() { [[ -f $DATA/$1/PG_VERSION ]]; }
cluster_major()  { cluster_exists "$1" && cat "$DATA/$1/PG_VERSION"; }
cluster_folder() { readlink -f "$DATA/$1"; }
cluster_port()   { cat "$DATA/$1.port" 2>/dev/null; }

# PostgreSQL refuses to run as root: then its package's user runs it, else we do ourselves.
_cluster_user() {
  if cluster_exists "$1"; then stat -c %U "$(cluster_folder "$1")"
  elif is_root; then printf postgres
  else id -un; fi
}

# Runs a program as the cluster's user, from a folder that user can stand in, with an empty environment (no
# secret of ours reaches the database's processes) and without our locks.
_as_cluster_user() {
  local user="$1"
  shift
  local -a become=()
  if is_root && [[ $user != root ]]; then become=(runuser -u "$user" --); fi
  (cd / && exec "${become[@]}" env -i PATH=/usr/bin:/bin LC_ALL=C "$@" 7>&- 8>&- 9>&-)
}

# ---- making -----------------------------------------------------------------------------------------------

# Where the files go: in .data, unless the server's user cannot pass through the folders above (a checkout
# below /root or in a private folder). Nobody's folder is opened up for that; the files go elsewhere.
_cluster_place() {
  local name="$1" user id place n=1
  user="$(_cluster_user "$name")"
  if ! is_root || _as_cluster_user "$user" test -x "$DATA" 2>/dev/null; then
    printf '%s' "$DATA/$name"
    return 0
  fi
  id="$(printf '%s' "$ROOT" | sha256sum | cut -c1-12)"
  place="$ELSEWHERE/$id/$name"
  if _is_throwaway "$name"; then _clear_abandoned "$place"; fi
  # A database of an earlier checkout at the same path: its keys were with that checkout. Not ours to remove.
  while [[ -e $place ]]; do n=$((n + 1)); place="$ELSEWHERE/$id-$n/$name"; done
  printf '%s' "$place"
}

# A tests' cluster of an earlier checkout at the same path, which may even still be running.
_clear_abandoned() {
  local pid
  [[ -d $1 ]] || return 0
  pid="$(head -n 1 "$1/postmaster.pid" 2>/dev/null || true)"
  if [[ $pid =~ ^[0-9]+$ && "$(readlink "/proc/$pid/cwd" 2>/dev/null)" == "$1" ]]; then
    kill -QUIT "$pid" 2>/dev/null || true
    while [[ -d /proc/$pid ]]; do sleep 0.2; done
  fi
  rm -rf "$1"
}

# Whatever is not the application's own may be thrown away; the application's never.
_is_throwaway() { [[ $1 != pg ]]; }

_settings() {
  local name="$1" port="$2" socket="$3"
  cat <<SETTINGS
# Written by the set-up scripts at every start of the cluster; changes belong in postgresql.conf.
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$socket'
unix_socket_permissions = 0700
password_encryption = 'scram-sha-256'
timezone = 'UTC'
log_timezone = 'UTC'
logging_collector = on
log_directory = 'log'
log_filename = 'postgresql-%a.log'
log_rotation_age = 1d
log_truncate_on_rotation = on
# What a person wrote must not reach a log by way of an error's statement or detail.
log_min_error_statement = panic
log_error_verbosity = terse
SETTINGS
  if _is_throwaway "$name"; then
    # fsync stays on: tests that kill the server rely on what it promises.
    printf '%s\n' "shared_buffers = '256MB'" 'max_connections = 300' "max_wal_size = '2GB'"
  else
    printf '%s\n' 'max_connections = 200'
  fi
}

cluster_make() {
  local name="$1" place user password tmp file
  cluster_exists "$name" && return 0
  if [[ -L $DATA/$name ]]; then
    die "the database of this checkout should be at $(readlink "$DATA/$name"), but it is not there." \
      "If it was moved, put it back. If it is lost on purpose, remove the link $DATA/$name and run ./$NAME again."
  fi
  [[ ! -e $DATA/$name ]] || die "$DATA/$name is in the way: it is no database." "Move it away and run ./$NAME again."
  user="$(_cluster_user "$name")"
  id "$user" >/dev/null 2>&1 || die "the system user '$user' is missing; Debian's PostgreSQL package makes it." \
    "Run ./$NAME as an ordinary user instead of root."
  place="$(_cluster_place "$name")"
  if [[ $place != "$DATA/$name" ]]; then
    say "The user $user cannot pass through to $DATA; the database goes to $place (linked from .data/$name)."
    mkdir -p "$(dirname "$place")"
    chmod 711 "$ELSEWHERE" "$(dirname "$place")"
  fi
  password="$(new_password)"
  # The password is on disk before the cluster that uses it; the cluster gets its name only when it is whole.
  file="$(superuser_file "$name")"
  (umask 077 && printf '%s=Host=127.0.0.1;Port=0;Database=%s;Username=%s;Password=%s\n' \
    "$(_superuser_variable "$name")" "$(_superuser_database "$name")" "$PG_SUPERUSER" "$password" >"$file")
  rm -rf "$place.new"
  mkdir -m 700 "$place.new"
  tmp="$(mktemp -d)"
  (umask 077 && printf '%s\n' "$password" >"$tmp/password")
  if is_root; then chown "$user" "$place.new" "$tmp" "$tmp/password"; fi
  say "Making a private database cluster (PostgreSQL $PG_MAJOR) in $place."
  if ! _as_cluster_user "$user" "$PG_BIN/initdb" -D "$place.new" --username="$PG_SUPERUSER" \
    --pwfile="$tmp/password" --auth-local=scram-sha-256 --auth-host=scram-sha-256 --data-checksums \
    --encoding=UTF8 --locale=C.UTF-8 >"$DATA/initdb.log" 2>&1; then
    rm -rf "$tmp"
    die "initdb could not make the database. It says:" "$(tail -n 8 "$DATA/initdb.log")"
  fi
  rm -rf "$tmp"
  printf "\ninclude_if_exists = 'therapycompanion.conf'\n" >>"$place.new/postgresql.conf"
  mv "$place.new" "$place"
  [[ $place == "$DATA/$name" ]] || ln -s "$place" "$DATA/$name"
}

# ---- running ----------------------------------------------------------------------------------------------------

# The process of the running server, or nothing. postmaster.pid alone proves nothing: it survives kill -9, and
# its number may be somebody else's by now. The server stands in its data folder; that tells.
cluster_pid() {
  local folder pid
  cluster_exists "$1" || return 1
  folder="$(cluster_folder "$1")"
  pid="$(head -n 1 "$folder/postmaster.pid" 2>/dev/null)" || return 1
  [[ $pid =~ ^[0-9]+$ && "$(readlink "/proc/$pid/cwd" 2>/dev/null)" == "$folder" ]] || return 1
  printf '%s' "$pid"
}
cluster_running() { cluster_pid "$1" >/dev/null; }

# Puts the port into a file of connection strings.
_write_port() {
  [[ -f $2 ]] || return 0
  sed -i -E "s/;Port=[0-9]+;/;Port=$1;/" "$2"
}

# PostgreSQL clears a stale postmaster.pid itself, with safeguards of its own; it only gives up where the
# number in it now belongs to another process of the same user. Only then do we remove the file.
_drop_stranger_pid() {
  local pid
  pid="$(head -n 1 "$1/postmaster.pid" 2>/dev/null)" || return 0
  if [[ $pid =~ ^[0-9]+$ && -d /proc/$pid && "$(readlink "/proc/$pid/cwd" 2>/dev/null)" != "$1" ]]; then
    rm -f "$1/postmaster.pid"
  fi
}

_start_once() {
  local name="$1" folder user port socket
  folder="$(cluster_folder "$name")"
  user="$(_cluster_user "$name")"
  _drop_stranger_pid "$folder"
  port="$(cluster_port "$name" || true)"
  if [[ -z $port ]] || port_taken "$port"; then port="$(free_port)"; fi
  printf '%s\n' "$port" >"$DATA/$name.port"
  # A socket's path may have 107 bytes, so it does not live in the checkout. A folder of our own making, 0700.
  _drop_socket "$name"
  socket="$(mktemp -d /tmp/tc-pg.XXXXXX)"
  printf '%s\n' "$socket" >"$DATA/$name.socket"
  _settings "$name" "$port" "$socket" >"$folder/therapycompanion.conf"
  if is_root; then chown "$user" "$socket" "$folder/therapycompanion.conf"; fi
  _as_cluster_user "$user" "$PG_BIN/pg_ctl" -D "$folder" -l "$folder/startup.log" -w -t 300 -s start >/dev/null 2>&1
}

_drop_socket() {
  local socket
  socket="$(cat "$DATA/$1.socket" 2>/dev/null)" || return 0
  if [[ $socket == /tmp/tc-pg.* ]]; then rm -rf "$socket"; fi
  rm -f "$DATA/$1.socket"
}

cluster_start() {
  local name="$1" try folder
  cluster_running "$name" && return 0
  [[ -f "$(superuser_file "$name")" ]] || _new_superuser_password "$name"
  # After kill -9 of the server its children need a moment to notice and to let go of the shared memory.
  for try in 1 2 3 4 5 6; do
    if _start_once "$name"; then
      _write_port "$(cluster_port "$name")" "$(superuser_file "$name")"
      return 0
    fi
    if cluster_running "$name"; then
      die "the database in $(cluster_folder "$name") is still recovering after five minutes." "Give it time, then run ./$NAME again."
    fi
    ((try == 6)) || sleep 2
  done
  folder="$(cluster_folder "$name")"
  die "the database in $folder does not start. It says:" \
    "$(tail -n 5 "$folder/startup.log" 2>/dev/null)" \
    "$(tail -q -n 5 "$(find "$folder/log" -name '*.log' -printf '%T@ %p\n' 2>/dev/null | sort -n | tail -1 | cut -d' ' -f2-)" 2>/dev/null)"
}

cluster_stop() {
  local name="$1" folder
  if cluster_running "$name"; then
    pg_choose "$(cluster_major "$name")" || die "the programs of PostgreSQL $(cluster_major "$name") are gone; cannot stop the cluster properly."
    folder="$(cluster_folder "$name")"
    _as_cluster_user "$(_cluster_user "$name")" "$PG_BIN/pg_ctl" -D "$folder" -m fast -w -t 60 -s stop >/dev/null 2>&1 ||
      _as_cluster_user "$(_cluster_user "$name")" "$PG_BIN/pg_ctl" -D "$folder" -m immediate -w -t 20 -s stop >/dev/null 2>&1 ||
      warn "The database (process $(cluster_pid "$name" || true)) does not stop."
  fi
  _drop_socket "$name"
}

# Only for clusters of tests: what it held is gone.
cluster_destroy() {
  local name="$1" folder
  _is_throwaway "$name" || die "the application's database is never thrown away by a script."
  cluster_stop "$name"
  if [[ -e $DATA/$name ]]; then
    folder="$(cluster_folder "$name")"
    rm -rf "$folder"
    [[ $folder != "$ELSEWHERE"/* ]] || rmdir "$(dirname "$folder")" 2>/dev/null || true
  fi
  rm -rf "${DATA:?}/$name" "$DATA/$name.port" "$(superuser_file "$name")"
}

# The file with the superuser's password was lost. The cluster is ours and stopped: its own user may set another.
_new_superuser_password() {
  local name="$1" password file
  password="$(new_password)"
  file="$(superuser_file "$name")"
  warn "$file is missing; giving the cluster's superuser a new password."
  _drop_stranger_pid "$(cluster_folder "$name")"
  printf "alter role %s password '%s'\n" "$PG_SUPERUSER" "$password" |
    _as_cluster_user "$(_cluster_user "$name")" "$PG_BIN/postgres" --single -D "$(cluster_folder "$name")" \
      -c logging_collector=off postgres >"$DATA/initdb.log" 2>&1 || die "that did not work:" "$(tail -n 5 "$DATA/initdb.log")"
  (umask 077 && printf '%s=Host=127.0.0.1;Port=0;Database=%s;Username=%s;Password=%s\n' \
    "$(_superuser_variable "$name")" "$(_superuser_database "$name")" "$PG_SUPERUSER" "$password" >"$file")
}

# superuser_psql NAME DATABASE ARGS…
superuser_psql() {
  local name="$1" database="$2" password
  shift 2
  password="$(sed -nE 's/.*;Password=([^;]*).*/\1/p' "$(superuser_file "$name")" | head -n 1)"
  PGPASSWORD="$password" "$PG_BIN/psql" -X -q -A -t -v ON_ERROR_STOP=1 \
    -h 127.0.0.1 -p "$(cluster_port "$name")" -U "$PG_SUPERUSER" -d "$database" "$@"
}

# The whole way: programs there, cluster made, running. cluster_up NAME
cluster_up() {
  need_postgres "$(cluster_major "$1" || true)"
  cluster_make "$1"
  cluster_start "$1"
}
