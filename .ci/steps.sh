# Sourced by .ci/run and .ci/acceptance: timed steps, system packages, the environment for tests.

failed=()

# step NAME COMMAND...: run, print how long it took, remember a failure and go on to the next.
step() {
  local name=$1 started=$SECONDS status=0
  shift
  printf '\n== %s\n' "$name"
  "$@" || status=$?
  printf '== %s: %s, %d s\n' "$name" "$([ "$status" = 0 ] && echo passed || echo "FAILED ($status)")" $((SECONDS - started))
  [ "$status" = 0 ] || failed+=("$name")
  return 0
}

# must NAME COMMAND...: a step without which nothing after it makes sense.
must() {
  local before=${#failed[@]}
  step "$@"
  [ ${#failed[@]} = "$before" ] || finish
}

finish() {
  printf '\n== whole run: %d s\n' "$SECONDS"
  if [ ${#failed[@]} -gt 0 ]; then
    printf 'FAILED: %s\n' "${failed[@]}"
    exit 1
  fi
  echo "all steps passed"
}

readme() { python3 .ci/readme.py "$1"; }

# A browser, a spreadsheet program and Chinese fonts: without them some tests would be skipped.
system_packages() {
  local missing=()
  have chromium || have google-chrome || missing+=(chromium)
  have soffice || have libreoffice || missing+=(libreoffice-calc libreoffice-writer)
  have fc-list && fc-list :lang=zh | grep -q . || missing+=(fontconfig fonts-noto-cjk)
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ] || ! have apt-get; then
    echo "cannot install ${missing[*]} here (needs root and apt-get)"
    return 1
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

have() { command -v "$1" >/dev/null; }

# What may not be skipped: everything this machine can be made to test.
test_environment() {
  export AUDIT_REQUIRE="browser,libreoffice,ocr"
  if [ -d ../shared/reports ]; then
    AUDIT_REAL_REPORTS=$(cd ../shared/reports && pwd)
    export AUDIT_REAL_REPORTS AUDIT_REQUIRE="$AUDIT_REQUIRE,real"
  fi
  echo "tests that may not be skipped: $AUDIT_REQUIRE"
}
