#!/usr/bin/env bash
# Runs a verb of the application beside the server, with the same settings:
#   scripts/run.sh audit verify        scripts/run.sh keys rotate        scripts/run.sh routes --json
# The private database is started for it if it is not up, and stopped again afterwards.
set -euo pipefail

# shellcheck source=scripts/lib-common.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib-common.sh"
for part in needs postgres secrets build server; do
  # shellcheck source=/dev/null
  . "$SCRIPTS/lib-$part.sh"
done

(($# > 0)) || die "which verb?" "For example:  scripts/run.sh audit verify"
[[ -f $WEB_DLL && -f $APP_ENV ]] || die "this checkout was not set up yet." "Run ./start once."
make_data_folder
need_dotnet
if own_database && ! cluster_running pg; then
  cluster_up pg
  trap 'cluster_stop pg' EXIT
  write_app_env
fi
# Only migrate may log in as the owner of the schemas, and nothing here as the superuser.
leave=(Database__Superuser)
[[ $1 == migrate ]] || leave+=(Database__Migrator)
code=0
(load_app_env "${leave[@]}"; unset "${leave[@]}"; application "$@") || code=$?
exit "$code"
