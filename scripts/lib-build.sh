# shellcheck shell=bash
# Building, but only when something changed since the last time. Sourced after lib-common.sh.

# A change of any source's name, size or time, or of the SDK, makes a new number.
# sources_stamp [PROJECT-TO-LEAVE-OUT]
sources_stamp() {
  local leave="./${1:-none}"
  (
    cd "$ROOT" || exit
    dotnet --list-sdks
    find . \( -name bin -o -name obj -o -name TestResults -o -name node_modules -o -path './.*' -o -path ./docs \
      -o -path ./benchmarks -o -path "$leave" \) -prune -o -type f \
      \( -name '*.cs' -o -name '*.razor' -o -name '*.css' -o -name '*.js' -o -name '*.csproj' -o -name '*.props' \
      -o -name '*.targets' -o -name '*.sln' -o -name '*.resx' -o -name '*.sql' -o -name '*.md' -o -name '*.json' \
      -o -name '*.txt' -o -name '*.tsv' -o -path '*/wwwroot/*' -o -path '*/Resources/*' \) -printf '%p %s %T@\n' | sort
    # What the pruning of hidden names leaves out, and what matters to a build all the same.
    find . -maxdepth 1 -name .editorconfig -printf '%p %s %T@\n'
  ) | sha256sum | cut -d' ' -f1
}

# build_if_changed STAMPFILE PRODUCT STAMP build|publish ARGUMENTS…
# Returns 2 if there was nothing to do, 1 if the build failed (its errors are printed).
build_if_changed() {
  local file="$1" product="$2" stamp="$3"
  shift 3
  if [[ -f $product && "$(cat "$file" 2>/dev/null)" == "$stamp" ]]; then return 2; fi
  say "Building (Release)."
  # Build servers would outlive us and hold our locks and, in CI, the pipe that somebody waits on.
  local -a quiet=(-nologo -v:q -clp:NoSummary)
  if [[ ${CI:-} == true || ${NAME} == start ]]; then quiet+=(-nodeReuse:false -p:UseSharedCompilation=false); fi
  if (cd "$ROOT" && dotnet "$@" -c Release "${quiet[@]}" </dev/null 7>&- 8>&- 9>&-) >"$DATA/build.log" 2>&1; then
    printf '%s\n' "$stamp" >"$file"
    return 0
  fi
  grep -E '(error|warning) [A-Z]+[0-9]*|error :|error:' "$DATA/build.log" | sed "s#$ROOT/##g; s# \[.*\]\$##" | sort -u | head -n 40 >&2 || true
  if grep -qE 'NU1301|NU1101|NU1102|Unable to load the service index' "$DATA/build.log"; then
    warn "Packages could not be fetched. Is this machine online?"
  fi
  warn "The whole output of the build is in $DATA/build.log"
  return 1
}
