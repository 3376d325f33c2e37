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
  postgres_programs >/dev/null || missing+=(postgresql)
  have fc-list && fc-list :lang=zh | grep -q . || missing+=(fontconfig fonts-noto-cjk)
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ] || ! have apt-get; then
    echo "cannot install ${missing[*]} here (needs root and apt-get)"
    return 1
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# The folder of initdb and pg_ctl; Debian keeps them out of PATH.
postgres_programs() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 | grep .; }

# A cluster of our own on a socket in a temporary folder, gone with this script. PostgreSQL refuses root.
start_postgres() {
  local as=()
  postgres_home=$(mktemp -d)
  if [ "$(id -u)" = 0 ]; then
    chown postgres "$postgres_home"
    as=(runuser -u postgres --)
  fi
  postgres_bin=$(postgres_programs)
  postgres_as=("${as[@]}")
  (
    cd "$postgres_home"
    "${as[@]}" "$postgres_bin/initdb" -D "$postgres_home/data" -U audit -A trust -E UTF8 --no-sync >/dev/null
    "${as[@]}" "$postgres_bin/pg_ctl" -D "$postgres_home/data" -w -l "$postgres_home/log" \
      -o "-c listen_addresses='' -k $postgres_home" start >/dev/null
    "${as[@]}" "$postgres_bin/createdb" -h "$postgres_home" -U audit audit
  )
  trap stop_postgres EXIT
  export AUDIT_POSTGRES_URL="postgresql+pg8000://audit@/audit?unix_sock=$postgres_home/.s.PGSQL.5432"
}

stop_postgres() {
  (cd "$postgres_home" && "${postgres_as[@]}" "$postgres_bin/pg_ctl" -D "$postgres_home/data" -m immediate stop >/dev/null) || true
  rm -rf "$postgres_home"
}

have() { command -v "$1" >/dev/null; }

# What may not be skipped: everything this machine can be made to test.
test_environment() {
  export AUDIT_REQUIRE="browser,libreoffice,ocr,postgres"
  if [ -d ../shared/reports ]; then
    AUDIT_REAL_REPORTS=$(cd ../shared/reports && pwd)
    export AUDIT_REAL_REPORTS AUDIT_REQUIRE="$AUDIT_REQUIRE,real"
  fi
  echo "tests that may not be skipped: $AUDIT_REQUIRE"
}
