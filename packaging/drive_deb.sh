#!/usr/bin/env bash
# Inside the session of `prove_clean.sh deb`: start the installed program, look for its tray icon, store a key,
# wait for the sign, quit as a user would, and see it end well.
set -eu

tray_items() {
  dbus-send --session --print-reply --dest=org.kde.StatusNotifierWatcher /StatusNotifierWatcher \
    org.freedesktop.DBus.Properties.Get string:org.kde.StatusNotifierWatcher string:RegisteredStatusNotifierItems
}

exo-bridge &
app=$!
for _ in $(seq 100); do exo-bridge status >/dev/null 2>&1 && break; sleep 0.2; done
for _ in $(seq 50); do tray_items | grep -q 'string "' && break; sleep 0.2; done
echo "in the tray: $(tray_items | grep 'string "')"
printf 'sk-only-a-test-0001\n' | exo-bridge key set openrouter
echo "in gnome-keyring: $(secret-tool lookup service exo-bridge username openrouter | sed 's/.\{10\}$/…/')"
until [ -e /root/quit ]; do sleep 0.2; done
exo-bridge --quit
wait "$app"
