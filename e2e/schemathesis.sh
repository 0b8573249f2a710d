#!/usr/bin/env bash
# Asks every operation of the JSON interface with made-up requests, good and bad, and holds every answer to the document:
# no failure of the server, no status, header or body that /api/openapi.json does not tell.
#
#   e2e/schemathesis.sh ANTIN [EXAMPLES]     ANTIN is the program; so many requests an operation (20 where none is said)
#
# It starts its own demonstration on a free port in a folder for temporary files and ends it. Where schemathesis cannot be
# installed it says so and asks nothing.
set -u -o pipefail

here=$(cd "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
antin=$(realpath -- "${1:?the program antin}") || exit 1
examples=${2:-20}
work=$(mktemp -d) || exit 1
server=
trap '[ -n "$server" ] && kill "$server" 2>/dev/null; rm -rf "$work"' EXIT

st=$(command -v schemathesis || true)
if [ -z "$st" ]; then
    if ! { python3 -m venv "$work/venv" && "$work/venv/bin/pip" install -q 'schemathesis>=4.32,<5'; } >"$work/pip.log" 2>&1; then
        echo "schemathesis cannot be installed here, so the interface was not asked:"
        tail -n 3 "$work/pip.log"
        exit 0
    fi
    st=$work/venv/bin/schemathesis
fi

# It keeps notes where it runs.
cd "$work" || exit 1
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
base=http://127.0.0.1:$port
"$antin" serve --demo --data "$work/data" --listen "127.0.0.1:$port" >"$work/server.log" 2>&1 &
server=$!
for _ in $(seq 120); do
    curl -fs "$base/api/openapi.json" -o "$work/openapi.json" && break
    sleep 0.5
done
if [ ! -s "$work/openapi.json" ]; then
    echo "the service did not start:"
    tail -n 5 "$work/server.log"
    exit 1
fi

# The log-ins of the demonstration, between them, may everything. What ends one's own session is left out; who can lock the
# others comes last.
status=0
for login in daumoi canbo kiemtra quantri; do
    cookie=$(curl -fsS -o /dev/null -D - --data "login=$login&password=trinh-dien-antin" "$base/sign-in" |
        sed -n 's/^set-cookie: \(antin_session=[0-9a-f]*\).*/\1/Ip')
    if [ -z "$cookie" ]; then echo "$login cannot enter"; exit 1; fi
    echo "== as $login"
    "$st" --config-file "$here/schemathesis.toml" run "$base/api/openapi.json" --url "$base/api/v1" \
        --header "Cookie: $cookie" --max-examples "$examples" --exclude-operation-id end-session || status=1
done
kill -0 "$server" 2>/dev/null || { echo "the service ended"; status=1; }
exit $status
