# shellcheck shell=bash
# The application's connection strings and folders, in .data/app.env (mode 0600), a line each.
# Sourced after lib-common.sh and lib-postgres.sh.

APP_ENV="$DATA/app.env"
# Each login reaches only what its work needs; all of them are made by bootstrap with the passwords from here.
APP_LOGINS=(App:tc_app SignIn:tc_signin Job:tc_job Beth:tc_beth Migrator:tc_migrator)
# Never in the environment of the process that serves pages.
# shellcheck disable=SC2034  # used in lib-server.sh
NOT_FOR_SERVER=(Database__Migrator Database__Superuser)

own_database() { [[ -z ${Database__App:-} ]]; }

# Writes app.env: passwords are kept once made; port and folders are today's (a checkout may have moved).
write_app_env() {
  local login key user password tmp="$APP_ENV.new"
  (umask 077 && : >"$tmp")
  if own_database; then
    for login in "${APP_LOGINS[@]}"; do
      key="Database__${login%%:*}" user="${login#*:}"
      password="$(sed -nE "s/^$key=.*;Password=([^;]*).*/\1/p" "$APP_ENV" 2>/dev/null | head -n 1 || true)"
      printf '%s=Host=127.0.0.1;Port=%s;Database=therapycompanion;Username=%s;Password=%s\n' \
        "$key" "$(cluster_port pg)" "$user" "${password:-$(new_password)}" >>"$tmp"
    done
  else
    # A database of somebody's own: its passwords stay in the environment, and ours are kept for the day
    # the private cluster is used again.
    grep '^Database__' "$APP_ENV" 2>/dev/null >>"$tmp" || true
  fi
  printf '%s\n' "Keys__Folder=$DATA/keys" "Audit__AnchorFolder=$DATA/anchors" "Mail__Folder=$DATA/mail" \
    "Backup__Folder=$DATA/backup" >>"$tmp"
  mv "$tmp" "$APP_ENV"
  (umask 077 && mkdir -p "$DATA/keys" "$DATA/anchors" "$DATA/mail" "$DATA/backup")
}

# load_app_env [NAME-TO-LEAVE-OUT…]: what the environment says already wins, as it should with one's own database.
load_app_env() {
  local -a leave=("$@")
  local name
  own_database || for name in App SignIn Job Beth Migrator; do leave+=("Database__$name"); done
  for name in Keys__Folder Audit__AnchorFolder Mail__Folder Backup__Folder; do [[ -z ${!name:-} ]] || leave+=("$name"); done
  load_env "$APP_ENV" "${leave[@]}"
}

# One's own database must come whole: a half-given set would end in an exception far from its cause.
check_own_database() {
  local name missing=''
  own_database && return 0
  for name in Database__SignIn Database__Job Database__Beth; do
    [[ -n ${!name:-} ]] || missing+=" $name"
  done
  [[ -z $missing ]] || die "Database__App is given, so the database is yours; but these are missing:$missing" \
    "See ./start --help, 'Your own database'."
}
