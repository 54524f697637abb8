#!/usr/bin/env bash
# The built-in engines' figures, or one of them over a file of yours. Needs no database and no ./start:
#   scripts/evaluate.sh                                  every engine over the sets in benchmarks/sets
#   scripts/evaluate.sh crisis --part dev --misses       one engine, the part its author has seen, with what it got wrong
#   scripts/evaluate.sh redaction --input in.jsonl --output out.jsonl
#   scripts/evaluate.sh redaction --fields               what the lines hold
set -euo pipefail

# shellcheck source=scripts/lib-common.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib-common.sh"
for part in needs build; do
  # shellcheck source=/dev/null
  . "$SCRIPTS/lib-$part.sh"
done

PROGRAM="$ROOT/TherapyCompanion.Web/bin/Release/net10.0/TherapyCompanion.Web.dll"
make_data_folder
need_dotnet
code=0
# What the build says is no part of the figures.
# shellcheck disable=SC2119
with_build_lock build_if_changed "$DATA/build-evaluate.stamp" "$PROGRAM" "$(sources_stamp TherapyCompanion.Tests)" build "$ROOT/TherapyCompanion.Web" >&2 || code=$?
((code != 1)) || die "the application does not build; see above."
exec dotnet "$PROGRAM" evaluate "$@"
