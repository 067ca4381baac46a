#!/usr/bin/env bash
# Runs a command in a real desktop of its own, and ends everything with it:
#     packaging/session.sh [--tray xfce4-panel|none] [--notices dunst|none] [--keyring yes|no] [--screen 1280x800x24] COMMAND…
# Xvfb, a D-Bus session, openbox, a tray host (StatusNotifierItem), a notification daemon and an unlocked, empty
# gnome-keyring; home and XDG folders are temporary. SESSION_HOME=DIR keeps them, with the logs of each part.
# Needs (Debian): xvfb dbus dbus-bin openbox xfce4-panel dunst gnome-keyring x11-utils
set -u

if [ -z "${SESSION_INSIDE:-}" ]; then
  export SESSION_TRAY=xfce4-panel SESSION_NOTICES=dunst SESSION_KEYRING=yes SESSION_SCREEN=1280x800x24
  while [ $# -gt 0 ]; do
    case "$1" in
      --tray) SESSION_TRAY=$2; shift 2 ;;
      --notices) SESSION_NOTICES=$2; shift 2 ;;
      --keyring) SESSION_KEYRING=$2; shift 2 ;;
      --screen) SESSION_SCREEN=$2; shift 2 ;;
      *) break ;;
    esac
  done
  [ $# -gt 0 ] || { echo "session.sh: which command?" >&2; exit 2; }
  keep=${SESSION_HOME:-}
  export SESSION_HOME="${keep:-$(mktemp -d /tmp/session.XXXXXX)}"
  mkdir -p "$SESSION_HOME"/{home,run,cache,config,data,state,log}
  chmod 700 "$SESSION_HOME/run"
  export HOME="$SESSION_HOME/home" XDG_RUNTIME_DIR="$SESSION_HOME/run" XDG_CACHE_HOME="$SESSION_HOME/cache" \
    XDG_CONFIG_HOME="$SESSION_HOME/config" XDG_DATA_HOME="$SESSION_HOME/data" XDG_STATE_HOME="$SESSION_HOME/state" \
    XDG_SESSION_TYPE=x11 NO_AT_BRIDGE=1
  unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS QT_QPA_PLATFORM
  # Xvfb takes a free display by itself and writes its number, once it accepts clients, into the pipe.
  exec {number}<> <(:)
  Xvfb -displayfd "$number" -screen 0 "$SESSION_SCREEN" -nolisten tcp -noreset >"$SESSION_HOME/log/xvfb" 2>&1 &
  xvfb=$!
  if read -r -t 20 display <&"$number"; then
    DISPLAY=":$display" SESSION_INSIDE=1 dbus-run-session -- "$BASH" "$0" "$@"
    code=$?
  else
    echo "session.sh: Xvfb did not start:" >&2; cat "$SESSION_HOME/log/xvfb" >&2; code=70
  fi
  kill "$xvfb" 2>/dev/null; wait "$xvfb" 2>/dev/null
  [ -n "$keep" ] || rm -rf "$SESSION_HOME"
  exit "$code"
fi

parts=()
start() { "$@" >"$SESSION_HOME/log/${1##*/}" 2>&1 & parts+=($!); }
end_parts() { for ((i = ${#parts[@]} - 1; i >= 0; i--)); do kill "${parts[i]}" 2>/dev/null; done; wait 2>/dev/null; }
trap end_parts EXIT

if [ "$SESSION_KEYRING" = yes ]; then
  # The line is the password: it makes and unlocks the login keyring. With an empty stdin it would ask, for ever.
  printf '\n' | gnome-keyring-daemon --unlock --components=secrets --foreground >"$SESSION_HOME/log/keyring" 2>&1 &
  parts+=($!)
fi
command -v openbox >/dev/null && start openbox
if [ "$SESSION_TRAY" = xfce4-panel ]; then
  folder="$XDG_CONFIG_HOME/xfce4/xfconf/xfce-perchannel-xml"
  mkdir -p "$folder"
  cat >"$folder/xfce4-panel.xml" <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=4;x=0;y=0"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="length" type="double" value="30"/>
      <property name="size" type="uint" value="32"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="systray"><property name="known-items" type="array"/></property>
  </property>
</channel>
XML
  start xfce4-panel --disable-wm-check
fi
[ "$SESSION_NOTICES" = none ] || start "$SESSION_NOTICES"

has_owner() {
  dbus-send --session --print-reply --dest=org.freedesktop.DBus /org/freedesktop/DBus \
    org.freedesktop.DBus.NameHasOwner "string:$1" 2>/dev/null | grep -q 'boolean true'
}
await() { # a part that is not there after 10 s is an error of the session, not of the command
  for _ in $(seq 200); do has_owner "$1" && return; sleep 0.05; done
  echo "session.sh: $1 did not appear; see SESSION_HOME/log" >&2; exit 70
}
[ "$SESSION_KEYRING" = no ] || await org.freedesktop.secrets
[ "$SESSION_NOTICES" = none ] || await org.freedesktop.Notifications
[ "$SESSION_TRAY" = none ] || await org.kde.StatusNotifierWatcher
"$@"
