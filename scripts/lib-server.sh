# shellcheck shell=bash
# The application: its preparations (bootstrap, migrate, seed) and the server process.
# Sourced after lib-secrets.sh and lib-build.sh.

WEB="$ROOT/TherapyCompanion.Web"
# What is served is a published copy: a build under a running server (by ./test, by an editor) must not change
# the files that it has open, and static files need no source tree around them.
APP="$DATA/app"
WEB_DLL="$APP/TherapyCompanion.Web.dll"
SERVER_INFO="$DATA/server.info"   # process and address of the running server
SERVER_PID=''

application() {
  cd "$APP" || exit
  export ASPNETCORE_ENVIRONMENT="${ASPNETCORE_ENVIRONMENT:-Production}"
  exec dotnet "$WEB_DLL" "$@" --contentRoot "$APP"
}

build_application() {
  local code=0
  rm -rf "$APP.new"
  with_build_lock build_if_changed "$DATA/build-web.stamp" "$WEB_DLL" "$(sources_stamp TherapyCompanion.Tests)" \
    publish "$WEB" -o "$APP.new" || code=$?
  ((code != 1)) || die "the application does not build; see above."
  if ((code == 0)); then
    # Whole or not at all: a publish that was cut short never becomes the application.
    rm -rf "$APP"
    mv "$APP.new" "$APP"
  fi
}

# ---- preparing the database ------------------------------------------------------------------------------------

make_database() {
  [[ "$(superuser_psql pg postgres -c "select 1 from pg_database where datname = 'therapycompanion'")" == 1 ]] ||
    superuser_psql pg postgres -c "create database therapycompanion"
}

# The bootstrap's own files, the logins with their passwords, and the cluster they were applied to.
_bootstrap_stamp() {
  local files
  files="$(cd "$ROOT" && find TherapyCompanion.* \( -name bin -o -name obj \) -prune -o -type f -ipath '*bootstrap*' -print | sort)"
  # Without files to go by we cannot know: never skip.
  [[ -n $files ]] || { date +%s.%N; return 0; }
  {
    (cd "$ROOT" && tr '\n' '\0' <<<"$files" | xargs -0 sha256sum)
    sed -E 's/;Port=[0-9]+;/;/' "$APP_ENV" | grep '^Database__'
    stat -L -c '%i %W' "$DATA/pg/PG_VERSION"
  } | sha256sum | cut -d' ' -f1
}

bootstrap_database() {
  local stamp
  if own_database; then
    make_database
    stamp="$(_bootstrap_stamp)"
    [[ "$(cat "$DATA/bootstrap.stamp" 2>/dev/null)" != "$stamp" ]] || return 0
    say "Preparing the database: roles, extension, schemas."
    (load_app_env; load_env "$DATA/superuser.env"; application bootstrap) 7>&- 9>&- </dev/null ||
      die "the database could not be prepared; see above."
    printf '%s\n' "$stamp" >"$DATA/bootstrap.stamp"
  elif [[ -n ${Database__Superuser:-} ]]; then
    (load_app_env; application bootstrap) 7>&- 9>&- </dev/null || die "your database could not be prepared; see above."
  else
    say "Database__Superuser is not given: taking your database as prepared."
  fi
}

migrate_database() {
  if ! own_database && [[ -z ${Database__Migrator:-} ]]; then
    say "Database__Migrator is not given: taking your database as migrated."
    return 0
  fi
  (load_app_env; unset Database__Superuser; application migrate) 7>&- 9>&- </dev/null ||
    die "the database could not be migrated; see above."
}

seed_demo() {
  (load_app_env "${NOT_FOR_SERVER[@]}"; unset "${NOT_FOR_SERVER[@]}"; application seed) 7>&- 9>&- </dev/null ||
    die "the demo practice could not be made; see above."
}

# ---- serving ----------------------------------------------------------------------------------------------------

# serve PORT: runs the server until it ends or we are told to stop; returns its exit code.
serve() {
  local port="$1" address="http://localhost:$1" code=0 i
  trap stop_server INT TERM HUP
  # It keeps lock 9: should we be killed, the next ./start still sees that this checkout is being served.
  (
    trap - INT TERM HUP ERR
    load_app_env "${NOT_FOR_SERVER[@]}"
    unset "${NOT_FOR_SERVER[@]}"
    export ASPNETCORE_URLS="$address"
    export Site__Address="${Site__Address:-$address}"
    application
  ) </dev/null &
  SERVER_PID=$!
  printf '%s %s\n' "$SERVER_PID" "$address" >"$SERVER_INFO"
  for ((i = 0; i < 600; i++)); do
    kill -0 "$SERVER_PID" 2>/dev/null || break
    if port_taken "$port"; then announce "$address"; break; fi
    sleep 0.1
  done
  # A signal ends 'wait' early; the server is given its time to finish.
  while true; do
    code=0
    # The shell's own "Killed" line would say less than ours.
    { wait "$SERVER_PID" || code=$?; } 2>/dev/null
    kill -0 "$SERVER_PID" 2>/dev/null || break
  done
  rm -f "$SERVER_INFO"
  return "$code"
}

# shellcheck disable=SC2034  # ./start asks whether somebody wanted the end
STOPPING=''
stop_server() {
  # shellcheck disable=SC2034
  STOPPING=yes
  [[ -z $SERVER_PID ]] || kill -TERM "$SERVER_PID" 2>/dev/null || true
}

announce() {
  local database="your own database"
  if own_database; then database="database in $(cluster_folder pg)"; fi
  say "TherapyCompanion is at $1 ($database, files in $DATA, keys in ${Keys__Folder:-$DATA/keys}); Ctrl-C stops it."
}

# The server of this checkout: "PID ADDRESS", or nothing. A number in a file is proof of nothing; the process is looked at.
server_running() {
  local pid address
  read -r pid address 2>/dev/null <"$SERVER_INFO" || return 1
  tr '\0' '\n' 2>/dev/null <"/proc/$pid/cmdline" | grep -qxF "$WEB_DLL" || return 1
  printf '%s %s' "$pid" "$address"
}
