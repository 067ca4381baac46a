#!/usr/bin/env bash
# Inside the session of `prove_clean.sh deb`: start the installed program, store a key, wait for the sign, quit.
set -eu
exo-bridge &
app=$!
for _ in $(seq 300); do exo-bridge status >/dev/null 2>&1 && break; sleep 0.2; done
printf 'sk-only-a-test-0001\n' | exo-bridge key set openrouter
echo "in gnome-keyring: $(secret-tool lookup service exo-bridge username openrouter | sed 's/.\{10\}$/…/')"
until [ -e /root/quit ]; do sleep 0.2; done
kill -TERM "$app"
wait "$app"
