# shellcheck shell=bash
# To be sourced: an nginx of one's own on loopback.
#
#   start_nginx ROOT FOLDER  serves ROOT; keeps its files under the existing FOLDER. Sets
#                            nginx_pid and nginx_port. Listens on 127.0.0.1 and on 127.0.1.1 to
#                            127.0.1.64, so that one corpus can stand for up to 64 hosts.
#   stop_nginx               ends it and waits; the access log FOLDER/access.log is complete then.
#
# Access log: status, host and port, request target, method, one request a line, tabs between.

nginx_pid=

nginx_addresses() {
  echo 127.0.0.1
  seq -f '127.0.1.%.0f' 64
}

# A port that is free on all of the addresses at this moment.
free_port() {
  nginx_addresses | python3 -c '
import socket, sys
addresses = sys.stdin.read().split()
for _ in range(100):
    listeners = [socket.socket() for _ in addresses]
    try:
        listeners[0].bind((addresses[0], 0))
        port = listeners[0].getsockname()[1]
        for listener, address in zip(listeners[1:], addresses[1:]):
            listener.bind((address, port))
    except OSError:
        continue
    finally:
        for listener in listeners:
            listener.close()
    print(port)
    break
else:
    sys.exit("nginx: no port is free on all loopback addresses")'
}

write_nginx_configuration() {
  local root=$1 folder=$2 listen user=
  listen=$(nginx_addresses | sed "s/.*/    listen &:$nginx_port;/")
  # Workers of a master that is root would be www-data, who may not reach the folders.
  if [ "$(id -u)" -eq 0 ]; then
    user='user root;'
  fi
  awk -v listen="$listen" -v root="$root" -v user="$user" '
    { sub(/@listen@/, listen); sub(/@root@/, root); sub(/@user@/, user); print }
  ' "${BASH_SOURCE[0]%/*}/nginx.conf.in" >"$folder/nginx.conf"
}

start_nginx() {
  local root=$1 folder=$2 tries=200
  mkdir -p "$folder/temp"
  nginx_port=$(free_port)
  write_nginx_configuration "$root" "$folder"
  PATH=$PATH:/usr/sbin setpriv --pdeathsig QUIT \
    nginx -p "$folder/" -c nginx.conf -e error.log 2>"$folder/stderr.log" &
  nginx_pid=$!
  until (: <"/dev/tcp/127.0.0.1/$nginx_port") 2>/dev/null; do
    tries=$((tries - 1))
    if [ "$tries" -eq 0 ] || ! kill -0 "$nginx_pid" 2>/dev/null; then
      echo "nginx: did not start:" >&2
      cat "$folder/stderr.log" "$folder/error.log" >&2 || true
      return 1
    fi
    sleep 0.05
  done
}

stop_nginx() {
  if [ -n "$nginx_pid" ]; then
    kill -QUIT "$nginx_pid" 2>/dev/null || true
    wait "$nginx_pid" 2>/dev/null || true
    nginx_pid=
  fi
}
