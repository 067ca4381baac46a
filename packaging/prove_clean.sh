#!/usr/bin/env bash
# Proves, in bare Debian 12 systems made for it, what README and installer promise. As root, on Debian:
#     packaging/prove_clean.sh run      the README's first command, under a display: port, built-in model, window
#     packaging/prove_clean.sh serve    without a display: the first command offers serve, and serve answers
#     packaging/prove_clean.sh user     not root, and libraries are missing: one line to copy; root, no venv module: installed
#     packaging/prove_clean.sh check    the README's test command
#     packaging/prove_clean.sh shell    a look around, with the checkout in place
#     packaging/prove_clean.sh deb FILE install, start, answer, store a key, quit, purge (no Python there)
# Tested is the committed state of this checkout. Base systems are kept as /tmp/exo-bridge-*.tar for the next time.
# Needs debootstrap, curl and, for `run`, Xvfb, xdotool and ImageMagick. Screenshots: build/clean-*.png
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
port=52410
address=http://127.0.0.1:$port

# A mount and process namespace of its own: whatever happens, nothing stays mounted and nothing goes on running.
if [ -z "${PROVE_INSIDE:-}" ]; then
  [ "$(id -u)" = 0 ] || { echo "prove_clean.sh: only root can make a chroot" >&2; exit 2; }
  PROVE_INSIDE=1 exec unshare --mount --propagation private --pid --fork --kill-child --mount-proc "$BASH" "$0" "$@"
fi

say() { printf '\n=== %s\n' "$*"; }
fail() { printf '\nFAILED: %s\n' "$*" >&2; exit 1; }
timed() { # timed NAME COMMAND… : run it and say how long it took
  local name=$1 begin=$SECONDS code=0
  shift
  "$@" || code=$?
  printf '\n=== %s: %d s, exit code %d\n' "$name" $((SECONDS - begin)) "$code"
  return "$code"
}

base() { # base NAME PACKAGES : the tar of a minimal bookworm with these packages
  local tar=/tmp/exo-bridge-$1.tar work
  if [ ! -f "$tar" ]; then
    say "debootstrap: minimal bookworm and $2" >&2
    work=$(mktemp -d /tmp/chroot-XXXXXX)
    debootstrap --variant=minbase --include="$2" bookworm "$work" >"$tar.log" 2>&1 || { tail "$tar.log" >&2; return 1; }
    rm -rf "$work"/var/cache/apt/archives/*.deb "$work"/var/lib/apt/lists/*
    tar -C "$work" -cf "$tar.part" . && mv "$tar.part" "$tar"
    rm -rf --one-file-system "$work"
  fi
  echo "$tar"
}

fresh() { # fresh NAME PACKAGES : sets $system to a new bare system, ready to be entered
  local tar
  tar=$(base "$1" "$2")
  system=$(mktemp -d /tmp/chroot-XXXXXX)
  trap 'end_children; umount -R "$system"/{proc,dev/shm,dev/pts} 2>/dev/null; rm -rf --one-file-system "$system"' EXIT
  tar -C "$system" -xpf "$tar"
  chmod 755 "$system" # / of a real system can be entered by everybody
  mount -t proc proc "$system/proc"
  mount -t tmpfs tmpfs "$system/dev/shm"
  mount -t devpts devpts "$system/dev/pts" 2>/dev/null || true
  cp /etc/resolv.conf /etc/hosts "$system/etc/"
  # Authorities that this machine trusts beyond Debian's (a company's proxy, say), or nothing could be fetched.
  if ls /usr/local/share/ca-certificates/*.crt >/dev/null 2>&1; then
    cp /usr/local/share/ca-certificates/*.crt "$system/usr/local/share/ca-certificates/"
    chroot "$system" update-ca-certificates >/dev/null 2>&1
  fi
}

children=()
end_children() { for child in "${children[@]}"; do kill "$child" 2>/dev/null || true; done; wait 2>/dev/null || true; }

inside() { # inside COMMAND… : in the bare system, with a bare environment; DISPLAY is passed on. With via=exec: instead of us
  ${via:-} env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 TERM=dumb \
    ${DISPLAY:+DISPLAY=$DISPLAY} chroot "$system" /bin/bash -c 'cd /root && if [ -d exo-bridge ]; then cd exo-bridge; fi; exec "$@"' - "$@"
}

clone() { # the committed state; PROVE_TREE=work takes the working tree as it is
  if [ "${PROVE_TREE:-}" = work ]; then
    mkdir "$system/root/exo-bridge"
    git -C "$root" ls-files -co --exclude-standard -z | tar -C "$root" --null -T - --ignore-failed-read -cf - | tar -C "$system/root/exo-bridge" -xf -
  else
    git clone --quiet --no-hardlinks "$root" "$system/root/exo-bridge"
  fi
}

port_is_free() { ! curl -s -o /dev/null --max-time 2 "$address/health"; }

wait_for_port() { # wait_for_port SECONDS PID
  local end=$((SECONDS + $1))
  until curl -sf -o /dev/null --max-time 2 "$address/health"; do
    kill -0 "$2" 2>/dev/null || fail "the program ended before its port opened"
    [ "$SECONDS" -lt "$end" ] || fail "no port after $1 s"
    sleep 0.2
  done
}

ask() { # one real request, as in the README; the answer's words must not be empty
  local answer
  answer=$(curl -sS --max-time 60 -D /tmp/exo-bridge-headers "$address/v1/chat/completions" -H 'content-type: application/json' \
    -d '{"model": "auto", "messages": [{"role": "user", "content": "Say hello."}]}')
  grep -i '^x-bridge' /tmp/exo-bridge-headers || fail "no x-bridge headers: $answer"
  grep -Eq '"content": ?"[^"]' <<<"$answer" || fail "no words in the answer: $answer"
  echo "$answer"
}

stop() { # stop PID : SIGTERM ends it with 0 and frees the port
  local code=0
  kill -TERM "$1"
  wait "$1" || code=$?
  [ "$code" = 0 ] || fail "exit code $code after SIGTERM"
  port_is_free || fail "the port is still taken"
  say "ended with 0, the port is free"
}

screen() { # a display of this machine, reached from the bare system by its abstract socket
  local number
  exec {number}<> <(:)
  Xvfb -displayfd "$number" -screen 0 1280x800x24 -nolisten tcp -noreset >/dev/null 2>&1 &
  children+=($!)
  read -r -t 20 -u "$number" DISPLAY
  export DISPLAY=":$DISPLAY"
}

shoot() { mkdir -p "$root/build" && import -window root "$root/build/clean-$1.png" && say "screenshot build/clean-$1.png"; }

served() { curl -s "$address/bridge/v1/status" | grep -Eo '"local": ?[0-9]+' | grep -Eo '[0-9]+$'; }

chat() { # the same through the chat window: open it by its button, type, and wait until one more answer is counted
  local before window end=$((SECONDS + 60))
  before=$(served)
  xdotool mousemove 633 36 click 1
  window=$(timeout 20 xdotool search --sync --onlyvisible --name 'chat' | head -1)
  xdotool windowfocus --sync "$window"
  xdotool type --window "$window" 'Which planet is the largest?'
  xdotool key --window "$window" Return
  until [ "$(served)" -gt "$before" ]; do
    [ "$SECONDS" -lt "$end" ] || { shoot chat; fail "the chat window got no answer"; }
    sleep 0.2
  done
  sleep 1 # the last words are painted
  shoot chat
  say "the chat window got an answer"
}

prove_run() {
  fresh python ca-certificates,git,python3,python3-venv
  clone
  screen
  say "python3 packaging/start.py (display $DISPLAY)"
  local begin=$SECONDS app
  via=exec inside python3 packaging/start.py &
  app=$!
  wait_for_port 600 "$app"
  say "from a bare system to the open port: $((SECONDS - begin)) s"
  ask
  shoot run
  chat
  stop "$app"
  begin=$SECONDS
  via=exec inside python3 packaging/start.py &
  app=$!
  wait_for_port 60 "$app"
  say "second start, to the open port: $((SECONDS - begin)) s"
  stop "$app"
}

prove_serve() {
  fresh python ca-certificates,git,python3,python3-venv
  clone
  say "python3 packaging/start.py, without a display"
  local code=0 begin server
  inside python3 packaging/start.py 2>"$system/said" || code=$?
  cat "$system/said"
  [ "$code" = 2 ] || fail "exit code $code, expected 2"
  grep -q 'python3 packaging/start.py serve' "$system/said" || fail "serve is not offered"
  say "python3 packaging/start.py serve"
  begin=$SECONDS
  via=exec inside python3 packaging/start.py serve >"$system/said" &
  server=$!
  wait_for_port 600 "$server"
  say "from a bare system to the open port: $((SECONDS - begin)) s"
  cat "$system/said"
  grep -qx "ready $address/v1" "$system/said" || fail "no line 'ready $address/v1'"
  ask
  ! inside .venv/bin/python -c 'import PySide6' 2>/dev/null || fail "a server got Qt"
  inside bash -c 'du -sh .venv'
  stop "$server"
}

prove_user() {
  fresh python ca-certificates,git,python3,python3-venv
  clone
  local code=0
  inside bash -c 'useradd --create-home somebody && cp -r /root/exo-bridge /home/somebody/ && chown -R somebody: /home/somebody'
  inside su somebody -c 'cd ~/exo-bridge && DISPLAY=:99 python3 packaging/start.py' 2>"$system/said" || code=$?
  cat "$system/said"
  [ "$code" = 2 ] || fail "exit code $code, expected 2"
  grep -q '^  sudo apt-get install -y --no-install-recommends lib' "$system/said" || fail "no line to copy"
  say "without python3-venv"
  inside bash -c 'dpkg --purge python3-venv python3.11-venv >/dev/null && rm -rf .venv && python3 packaging/start.py version'
}

prove_shell() {
  fresh python ca-certificates,git,python3,python3-venv
  clone
  inside bash "$@"
}

prove_check() {
  fresh python ca-certificates,git,python3,python3-venv
  clone
  timed "python3 packaging/check.py" inside python3 packaging/check.py
}

prove_deb() {
  local file=$1 app
  fresh bare ca-certificates
  cp "$file" "$system/root/exo-bridge.deb"
  ! inside bash -c 'command -v python3' || fail "there is a Python in the bare system"
  inside bash -c 'find / -xdev -path /proc -prune -o -print | sort >/tmp/files-before'
  timed "apt-get update" inside apt-get -qq update
  timed "apt-get install ./exo-bridge.deb" inside bash -c \
    'DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends ./exo-bridge.deb >/tmp/apt.log 2>&1 || { tail -20 /tmp/apt.log; exit 1; }'
  ! inside bash -c 'command -v python3' || fail "the package brought a Python"
  inside bash -c 'dpkg-query -W -f "\${Package} \${Version}, installed \${Installed-Size} KiB\n" exo-bridge; ls -l /usr/bin/exo-bridge'
  say "a session for it: Xvfb, D-Bus, gnome-keyring, openbox, a panel"
  inside bash -c 'DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends xvfb dbus dbus-bin openbox xfce4-panel \
    dunst gnome-keyring x11-utils libsecret-tools >/tmp/apt.log 2>&1 || { tail -20 /tmp/apt.log; exit 1; }'
  cp "$root/packaging/session.sh" "$root/packaging/drive_deb.sh" "$system/root/"
  timed "exo-bridge --selftest" inside bash session.sh exo-bridge --selftest
  say "the program in its session"
  inside env SESSION_HOME=/root/session bash session.sh bash drive_deb.sh &
  app=$!
  wait_for_port 60 "$app"
  ask
  touch "$system/root/quit"
  wait "$app" || fail "the session ended with $?"
  port_is_free || fail "the port is still taken"
  timed "apt-get purge exo-bridge" inside bash -c 'DEBIAN_FRONTEND=noninteractive apt-get -qq purge -y exo-bridge >/dev/null 2>&1'
  say "what purge left behind (only files of the user may be here)"
  inside bash -c 'find / -xdev -path /proc -prune -o -iname "*exo*bridge*" -print | grep -v "^/root/exo-bridge.deb$"' || true
  ! inside bash -c 'find /usr /etc /var /opt -xdev -iname "*exo*bridge*" | grep .' || fail "purge left files of the package"
}

case "${1:-}" in
  run | serve | user | check) port_is_free || fail "port $port is taken on this machine"; "prove_$1" ;;
  shell) prove_shell "${@:2}" ;;
  deb) port_is_free || fail "port $port is taken on this machine"; prove_deb "$(realpath "$2")" ;;
  *) sed -n '2,11s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
say "proved: $1"
