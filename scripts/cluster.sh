#!/usr/bin/env bash
# Database clusters for tests that must do what a shared one would not survive (kill -9, loss of a disk):
#   scripts/cluster.sh up NAME         makes it if need be, starts it, prints the superuser's connection string
#   scripts/cluster.sh kill NAME       kill -9 of the server, as a crash would
#   scripts/cluster.sh down NAME       stops it in order
#   scripts/cluster.sh destroy NAME    stops it and throws it away
#   scripts/cluster.sh status NAME     running (process, port) or stopped
# NAME ends in -pg (crash-pg); its files are .data/NAME and .data/NAME.*. The application's own is out of reach.
set -euo pipefail

# shellcheck source=scripts/lib-common.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib-common.sh"
# shellcheck source=scripts/lib-needs.sh
. "$SCRIPTS/lib-needs.sh"
# shellcheck source=scripts/lib-postgres.sh
. "$SCRIPTS/lib-postgres.sh"
catch_unforeseen

verb="${1:-}" cluster="${2:-}"
[[ $cluster =~ ^[a-z0-9]+(-[a-z0-9]+)*-pg$ ]] || die "a cluster's name is small letters and digits and ends in -pg." \
  "scripts/cluster.sh up|kill|down|destroy|status NAME"
make_data_folder
case "$verb" in
  up)
    cluster_up "$cluster" >&2
    sed -nE 's/^TC_(TEST_)?SUPERUSER=//p' "$(superuser_file "$cluster")" ;;
  kill)
    pid="$(cluster_pid "$cluster")" || die "the cluster $cluster is not running."
    kill -KILL "$pid" ;;
  down) cluster_stop "$cluster" ;;
  destroy) cluster_destroy "$cluster" ;;
  status)
    if pid="$(cluster_pid "$cluster")"; then say "running (process $pid, port $(cluster_port "$cluster"))"
    else say "stopped"; fi ;;
  *) die "unknown: $verb" "scripts/cluster.sh up|kill|down|destroy|status NAME" ;;
esac
