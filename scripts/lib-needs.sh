# shellcheck shell=bash
# What this machine has and lacks. Looks, decides and explains; only install.sh changes the machine.
# Sourced after lib-common.sh.

PG_OLDEST=15
DOTNET_MAJOR=10

# ---- .NET -------------------------------------------------------------------------------------

need_dotnet() {
  if ! command -v dotnet >/dev/null; then
    local place
    for place in "${DOTNET_ROOT:-}" "${HOME:-}/.dotnet" /usr/share/dotnet /usr/lib/dotnet; do
      if [[ -n $place && -x $place/dotnet ]]; then PATH="$place:$PATH"; break; fi
    done
  fi
  command -v dotnet >/dev/null ||
    die "the .NET $DOTNET_MAJOR SDK is missing." "${_how_dotnet[@]}"
  if ! dotnet --list-sdks 2>/dev/null | grep -q "^$DOTNET_MAJOR\."; then
    die "dotnet is here ($(command -v dotnet)), but not its SDK $DOTNET_MAJOR. It has: $(
      dotnet --list-sdks 2>/dev/null | awk '{ print $1 }' | paste -sd' ' - | sed 's/^$/no SDK/')." \
      "${_how_dotnet[@]}"
  fi
  # dotnet and its package folder want a home; some service accounts have none.
  if [[ -z ${HOME:-} || ! -w ${HOME:-/} ]]; then
    mkdir -p "$DATA/home"
    export HOME="$DATA/home"
  fi
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
}

_how_dotnet=(
  "How to get it:"
  "  Ubuntu:  sudo apt-get install dotnet-sdk-$DOTNET_MAJOR.0"
  "  Debian:  see https://dotnet.microsoft.com/download/dotnet/$DOTNET_MAJOR.0"
  "Then run ./$NAME again.")

# Runs managed code once. Apart from need_dotnet because the ICU library often comes only with PostgreSQL.
need_dotnet_working() {
  local out
  if out="$(cd "$ROOT" && dotnet --version 2>&1)"; then return 0; fi
  if grep -qi 'ICU package' <<<"$out"; then
    die "dotnet does not run: the library ICU is missing (Hebrew needs it too)." \
      "Install it:  sudo apt-get install \"\$(apt-cache search --names-only '^libicu[0-9]+\$' | tail -1 | cut -d' ' -f1)\""
  fi
  die "dotnet does not run in this folder. It says:" "$out"
}

# ---- PostgreSQL -------------------------------------------------------------------------------

# Lines "MAJOR BINFOLDER" of the servers on this machine, newest first. TC_PG_BIN names one by hand.
pg_installed() {
  local bin major
  local -a places=(/usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/local/pgsql/bin)
  [[ -n ${TC_PG_BIN:-} ]] && places=("$TC_PG_BIN")
  for bin in "${places[@]}"; do
    [[ -x $bin/initdb && -x $bin/postgres && -x $bin/pg_ctl ]] || continue
    major="$("$bin/postgres" --version | sed -nE 's/^[^0-9]*([0-9]+).*/\1/p')"
    [[ -n $major ]] && printf '%s %s\n' "$major" "$bin"
  done | sort -rn
}

pg_has_vector() {
  local share
  share="$("$1/pg_config" --sharedir 2>/dev/null)" || return 1
  [[ -f $share/extension/vector.control ]]
}

# Sets PG_BIN and PG_MAJOR to the server to use: of the version $1 if given (a cluster exists already),
# else the newest that has pgvector, else the newest. Returns 1 if there is none new enough.
pg_choose() {
  local wanted="${1:-}" major bin
  PG_BIN='' PG_MAJOR=''
  while read -r major bin; do
    [[ -n $wanted && $major != "$wanted" ]] && continue
    ((major >= PG_OLDEST)) || continue
    if pg_has_vector "$bin"; then PG_BIN="$bin" PG_MAJOR="$major"; return 0; fi
    [[ -n $PG_BIN ]] || PG_BIN="$bin" PG_MAJOR="$major"
  done < <(pg_installed)
  [[ -n $PG_BIN ]]
}

# What the package archive offers: the candidate's version, or nothing.
apt_candidate() {
  command -v apt-cache >/dev/null || return 0
  LC_ALL=C apt-cache policy "$1" 2>/dev/null | sed -nE 's/^  Candidate: ([^(].*)$/\1/p'
}

# Makes sure that PG_BIN is a server with pgvector, installing what is missing. need_postgres [MAJOR]
need_postgres() {
  local wanted="${1:-}" found
  if ! pg_choose "$wanted"; then
    if [[ -n $wanted ]]; then
      die "the database in $DATA was made with PostgreSQL $wanted, whose programs are no longer on this machine." \
        "Install them again (sudo apt-get install postgresql-$wanted), or move the data on with pg_upgrade." \
        "Nothing was changed."
    fi
    [[ -z ${TC_PG_BIN:-} ]] || die "TC_PG_BIN names no PostgreSQL $PG_OLDEST or newer: $TC_PG_BIN"
    found="$(pg_installed | awk '{ print $1 }' | paste -sd' ' -)"
    [[ -n $found ]] && say "PostgreSQL $found is here, but $PG_OLDEST or newer is needed; it stays as it is, a newer one is put beside it."
    install_missing database
    pg_choose || die "PostgreSQL was installed, but its programs were not found under /usr/lib/postgresql."
  fi
  if ! pg_has_vector "$PG_BIN"; then
    install_missing "pgvector:$PG_MAJOR"
    pg_has_vector "$PG_BIN" || die "pgvector was installed, but PostgreSQL $PG_MAJOR does not find it."
  fi
}

# ---- the browser that prints PDFs and drives the tests -------------------------------------------

chromium_path() {
  local name
  for name in chromium google-chrome-stable google-chrome chromium-browser; do
    # Ubuntu's chromium-browser may be a stub that only asks for a snap.
    if command -v "$name" >/dev/null && "$name" --version >/dev/null 2>&1; then command -v "$name"; return 0; fi
  done
  return 1
}

has_hebrew_font() { compgen -G '/usr/share/fonts/truetype/noto/NotoSansHebrew*' >/dev/null; }

# need_browser must|may: the tests must have it; the server can do without, but prints no PDF then.
need_browser() {
  chromium_path >/dev/null && has_hebrew_font && return 0
  if [[ $1 == may ]] && ! can_be_root; then
    warn "Chromium or the Noto fonts are missing: everything works but PDF documents. To add them:"
    warn "  sudo $SCRIPTS/install.sh browser"
    return 0
  fi
  if [[ $1 == may ]]; then
    # In a subshell: its die ends the attempt, not us.
    (install_missing browser) || warn "Going on without Chromium: everything works but PDF documents."
  else
    install_missing browser
  fi
}

# ---- becoming root, or saying what somebody else must run --------------------------------------------

can_be_root() {
  is_root && return 0
  command -v sudo >/dev/null || return 1
  sudo -n true 2>/dev/null || [[ -t 0 ]]
}

# install_missing database | pgvector:MAJOR | browser
install_missing() {
  local -a words=("$@")
  if ! command -v apt-get >/dev/null; then
    die "missing: $(_in_words "${words[@]}"); and this machine has no apt to install it with." \
      "Install PostgreSQL $PG_OLDEST or newer with the extension pgvector, Chromium and the Noto fonts in your system's way," \
      "or use Docker: docker compose up."
  fi
  if is_root; then
    "$SCRIPTS/install.sh" "${words[@]}" || exit 1
  elif can_be_root; then
    say "Installing needs root; sudo may ask for your password."
    sudo "$SCRIPTS/install.sh" "${words[@]}" || exit 1
  else
    die "missing: $(_in_words "${words[@]}"); and installing it takes root, which this user has no sudo for." \
      "Somebody who may, please run once:" \
      "    sudo $SCRIPTS/install.sh ${words[*]}" \
      "or, from a root shell (su -):" \
      "    $SCRIPTS/install.sh ${words[*]}" \
      "It does this," \
      "$(_by_hand "${words[@]}")" \
      "but so that no database or service of the machine's own is made or started (typed by hand, apt would make one)." \
      "Then run ./$NAME again." \
      "Or use a database you have: give Database__App and the other connection strings (./start --help)."
  fi
}

_in_words() {
  local word out=''
  for word in "$@"; do
    case "$word" in
      database) out+=", PostgreSQL $PG_OLDEST or newer with pgvector" ;;
      pgvector:*) out+=", pgvector for PostgreSQL ${word#*:}" ;;
      browser) out+=", Chromium with the Noto fonts" ;;
    esac
  done
  printf '%s' "${out#, }"
}

_by_hand() {
  local word major
  printf '    apt-get update'
  for word in "$@"; do
    case "$word" in
      database)
        major="$(apt_candidate postgresql | sed -nE 's/^([0-9]+).*/\1/p')"
        printf '\n      apt-get install --no-install-recommends postgresql-%s' "${major:-$PG_OLDEST}"
        _pgvector_by_hand "${major:-$PG_OLDEST}" ;;
      pgvector:*) _pgvector_by_hand "${word#*:}" ;;
      browser) printf '\n      apt-get install --no-install-recommends chromium fonts-noto-core' ;;
    esac
  done
}

_pgvector_by_hand() {
  if [[ -n "$(apt_candidate "postgresql-$1-pgvector")" ]]; then
    printf '\n      apt-get install --no-install-recommends postgresql-%s-pgvector' "$1"
  else
    printf '\n      apt-get install --no-install-recommends postgresql-server-dev-%s gcc make dpkg-dev' "$1"
    printf '\n      build pgvector from the source package of Debian 13:  make OPTFLAGS="" && make install'
  fi
}
