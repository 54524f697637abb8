#!/usr/bin/env bash
# The part of the set-up that needs root: installs what is missing from the system's package archive.
#
#   scripts/install.sh [database] [pgvector:MAJOR] [browser]        (default: database browser)
#
# It makes, starts, stops and touches no database or service of the machine's own, writes nothing to
# /etc/apt, upgrades nothing that is there, and does nothing at all when nothing is missing.
set -euo pipefail

# shellcheck source=scripts/lib-common.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib-common.sh"
# shellcheck source=scripts/lib-needs.sh
. "$SCRIPTS/lib-needs.sh"
catch_unforeseen

# No questions; and Ubuntu's needrestart must not restart the machine's services on our account.
export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 LC_ALL=C

WORK="$(mktemp -d)"
LOG="$WORK/apt.log"
UPDATED=''

POLICY=/usr/sbin/policy-rc.d
POLICY_KEPT=/usr/sbin/policy-rc.d.before-therapycompanion
CLUSTER_CONF_FOLDER=/etc/postgresql-common/createcluster.d
CLUSTER_CONF="$CLUSTER_CONF_FOLDER/zz-therapycompanion.conf"

# ---- no service starts, no cluster is made ------------------------------------------------------------
# Debian's packages ask policy-rc.d before they start a service, and createcluster.conf before they make
# the cluster "main". Both get a passing word from us, taken back on exit; a killed run is tidied by the next.

hold_services() {
  release_services
  if [[ -e $POLICY || -L $POLICY ]]; then mv "$POLICY" "$POLICY_KEPT"; fi
  printf '#!/bin/sh\n# therapycompanion: for the time of one apt-get install\nexit 101\n' >"$POLICY"
  chmod 755 "$POLICY"
  # A file of our own in the folder that createcluster.conf includes: the administrator's file stays untouched.
  mkdir -p "$CLUSTER_CONF_FOLDER"
  printf '# therapycompanion: for the time of one apt-get install\ncreate_main_cluster = false\n' >"$CLUSTER_CONF"
}

release_services() {
  if [[ -f $POLICY ]] && grep -q '^# therapycompanion' "$POLICY"; then rm -f "$POLICY"; fi
  if [[ -e $POLICY_KEPT || -L $POLICY_KEPT ]]; then mv "$POLICY_KEPT" "$POLICY"; fi
  rm -f "$CLUSTER_CONF"
  # Leave no empty folder behind where PostgreSQL's packages did not come after all.
  rmdir "$CLUSTER_CONF_FOLDER" "$(dirname "$CLUSTER_CONF_FOLDER")" 2>/dev/null || true
}

finish() {
  release_services
  rm -rf "$WORK"
}

# ---- apt --------------------------------------------------------------------------------------------------

update_once() {
  [[ -z $UPDATED ]] || return 0
  UPDATED=yes
  say "Reading the package lists."
  # One broken extra archive must not stop us: whether it matters shows when a package is missing.
  apt-get -q -o DPkg::Lock::Timeout=120 update >"$LOG" 2>&1 || cp "$LOG" "$WORK/update.log"
}

fetch() {
  update_once
  say "Installing: $*"
  hold_services
  if apt-get -q -y -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold \
    install --no-install-recommends --no-upgrade "$@" </dev/null >"$LOG" 2>&1; then
    release_services
    return 0
  fi
  release_services
  apt_failed "$*"
}

apt_failed() {
  local all="$WORK/all.log"
  cat "$WORK/update.log" "$LOG" >"$all" 2>/dev/null || true
  if grep -qiE 'could not resolve|temporary failure|unable to connect|could not connect|failed to fetch|connection (failed|timed out|refused)|network is unreachable' "$all"; then
    die "apt could not reach its package archive to install: $1" \
      "Is this machine online, and does 'sudo apt-get update' pass? What apt said last:" "$(last_words "$all")"
  fi
  die "apt could not install: $1" "What apt said last:" "$(last_words "$all")"
}

last_words() { grep -E '^(E|W|Err|dpkg)' "$1" | tail -n 6 | sed '2,$s/^/  /' || true; }

# ---- what can be asked for ---------------------------------------------------------------------------------

install_database() {
  local major
  if ! pg_choose; then
    update_once
    major="$(apt_candidate postgresql | sed -nE 's/^([0-9]+).*/\1/p')"
    if [[ -z $major ]]; then
      apt_failed postgresql
    elif ((major < PG_OLDEST)); then
      die "this system's package archive has PostgreSQL $major; $PG_OLDEST or newer is needed." \
        "Debian 12 and Ubuntu 24.04 have it; for older ones see https://www.postgresql.org/download/linux/." \
        "Or give a database of your own (./start --help, 'Your own database')."
    fi
    fetch "postgresql-$major"
    pg_choose || die "PostgreSQL was installed, but its programs were not found under /usr/lib/postgresql."
  fi
  install_pgvector "$PG_MAJOR"
}

install_pgvector() {
  pg_choose "$1" || die "PostgreSQL $1 is not installed."
  pg_has_vector "$PG_BIN" && return 0
  update_once
  if [[ -n "$(apt_candidate "postgresql-$1-pgvector")" ]]; then
    fetch "postgresql-$1-pgvector"
  elif [[ -n "$(apt_candidate "postgresql-server-dev-$1")" ]]; then
    build_pgvector "$1"
  else
    die "PostgreSQL $1 is here without pgvector, and the package archive has neither pgvector for it nor what it takes to build it." \
      "Install pgvector for PostgreSQL $1 from where that PostgreSQL came from."
  fi
}

# Debian 12 has no pgvector; Debian 13's source package builds against its PostgreSQL. A private apt state
# brings that one source, so that no package of another release ever becomes a candidate on this machine.
build_pgvector() {
  local major="$1" state="$WORK/apt" archive
  fetch "postgresql-server-dev-$major" gcc make dpkg-dev libc6-dev
  # shellcheck disable=SC2016  # apt's own placeholders
  archive="$(apt-get indextargets --format '$(REPO_URI) $(ORIGIN) $(COMPONENT) $(CODENAME)' 2>/dev/null |
    awk '$2 == "Debian" && $3 == "main" && $4 !~ /-/ { print $1; exit }')"
  say "Building pgvector for PostgreSQL $major from Debian 13's source package."
  # apt drops root while it downloads: its user must be able to reach the folders.
  mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$state/source"
  chmod -R a+rX "$WORK"
  chown -R _apt "$state" 2>/dev/null || true
  printf 'deb-src [signed-by=%s] %s trixie main\n' \
    /usr/share/keyrings/debian-archive-keyring.gpg "${archive:-http://deb.debian.org/debian/}" >"$state/sources.list"
  local -a private=(-q
    -o "Dir::State::Lists=$state/lists" -o "Dir::Cache=$state/cache"
    -o "Dir::Etc::SourceList=$state/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null
    -o Acquire::Languages=none)
  apt-get "${private[@]}" update >"$LOG" 2>&1 || apt_failed "the source of pgvector"
  (cd "$state/source" && apt-get "${private[@]}" source --download-only pgvector >>"$LOG" 2>&1) ||
    apt_failed "the source of pgvector"
  (
    cd "$state/source"
    dpkg-source --no-check -x ./*.dsc tree
    cd tree
    # OPTFLAGS="": the default (-march=native) would tie the library to this very processor. Bitcode for
    # the JIT needs clang, and we do without it.
    make -j"$(nproc)" OPTFLAGS="" with_llvm=no PG_CONFIG="$PG_BIN/pg_config"
    make OPTFLAGS="" with_llvm=no PG_CONFIG="$PG_BIN/pg_config" install
  ) >"$WORK/build.log" 2>&1 || die "pgvector did not build. The last lines:" "$(tail -n 12 "$WORK/build.log")"
}

install_browser() {
  local -a packages=()
  has_hebrew_font || packages+=(fonts-noto-core)
  if ! chromium_path >/dev/null; then
    update_once
    if [[ -z "$(apt_candidate chromium)" ]]; then
      ((${#packages[@]} == 0)) || fetch "${packages[@]}"
      # Ubuntu has Chromium only as a snap, and installing one would start services of the machine's own.
      die "this system's package archive has no package 'chromium'." \
        "Install Chromium or Google Chrome yourself (on Ubuntu: sudo snap install chromium) so that 'chromium' or 'google-chrome' is on the PATH."
    fi
    packages+=(chromium)
  fi
  ((${#packages[@]} == 0)) || fetch "${packages[@]}"
}

main() {
  is_root || die "this part needs root." "Run:  sudo $SCRIPTS/install.sh $*"
  command -v apt-get >/dev/null || die "this machine has no apt-get."
  trap finish EXIT
  local word
  (($# > 0)) || set -- database browser
  for word in "$@"; do
    case "$word" in
      database) install_database ;;
      pgvector:[0-9]*) install_pgvector "${word#*:}" ;;
      browser) install_browser ;;
      *) die "unknown: $word" "Known: database, pgvector:MAJOR, browser" ;;
    esac
  done
}

main "$@"
