#!/usr/bin/env bash
# bulletdrop.sh: uploads files, or standard input, and copies the link. Needs bash and curl; `bulletdrop.sh -h` tells the rest.
# It holds a token that may upload to your account and nothing else. Keep the file to yourself: chmod 700 bulletdrop.sh
# To end it, delete the token in your settings.
set -u

#@settings@

usage() {
  cat <<EOF
Usage: bulletdrop.sh [OPTION]... [FILE]...
Uploads each FILE to $SITE, prints its link and copies it. With "-", or without FILE in a pipe, uploads standard input.

  -s         take a screenshot of a part of the screen and upload it
  -a         take a screenshot of the whole screen and upload it
  -n NAME    name of what comes from standard input (default: paste.txt)
  -c NAME    a name of your choice in the link
  -e TIME    delete it after this time: 90, 30m, 12h, 7d
  -p         private: only you can open it
  -d         print the deletion link too
  -l         print only; leave the clipboard alone
  -h         this help

Exit status: 0 all is uploaded; 1 the host refused something; 2 wrong use; 3 the host can't be reached; 4 a program is
missing; 5 the screenshot was cancelled.
EOF
}

#@common@

# Seconds of 90, 30m, 12h or 7d.
seconds_of() {
  local unit=${1##*[0-9]} number=${1%[smhd]}
  case $number in '' | *[!0-9]* | 0*) return 1 ;; esac
  case $unit in
    '' | s) printf '%s' "$number" ;;
    m) printf '%s' $((number * 60)) ;;
    h) printf '%s' $((number * 3600)) ;;
    d) printf '%s' $((number * 86400)) ;;
  esac
}

# screenshot FILE part|whole: by the first program that there is for this desktop.
screenshot() {
  local file=$1 part=
  [ "$2" = part ] && part=1
  if has screencapture; then
    screencapture ${part:+-i} -x "$file"
  elif [ -n "${WAYLAND_DISPLAY:-}" ] && has grim && { [ -z "$part" ] || has slurp; }; then
    if [ -n "$part" ]; then
      local area
      area=$(slurp) && grim -g "$area" "$file"
    else
      grim "$file"
    fi
  elif has spectacle; then
    spectacle --background --nonotify ${part:+--region} --output "$file" >/dev/null 2>&1
  elif has gnome-screenshot; then
    gnome-screenshot ${part:+--area} --file="$file"
  elif has flameshot; then
    if [ -n "$part" ]; then flameshot gui --raw >"$file"; else flameshot full --raw >"$file"; fi
  elif has maim; then
    maim ${part:+--select} "$file"
  elif has scrot; then
    scrot ${part:+--select} "$file"
  elif has import; then
    if [ -n "$part" ]; then import "$file"; else import -window root "$file"; fi
  else
    die 4 "No screenshot program is there. Install grim and slurp, spectacle, gnome-screenshot, flameshot, maim or scrot."
  fi
}

links='' query='' shot='' stdin_name=paste.txt with_deletion='' keep_clipboard='' custom='' code=0

add_query() { query+=${query:+&}$1; }

# send FILE NAME: uploads, prints and remembers the link.
send() {
  local link
  upload "$1" "$2" "$query" || {
    code=$?
    return
  }
  link=$(json_string url "$ANSWER")
  links+=${links:+$'\n'}$link
  printf '%s\n' "$link"
  [ -z "$with_deletion" ] || printf 'to delete it: %s\n' "$(json_string delete_url "$ANSWER")"
}

while getopts ':san:c:e:pdlh' option; do
  case $option in
    s) shot=part ;;
    a) shot=whole ;;
    n) stdin_name=$OPTARG ;;
    c) custom=$OPTARG ;;
    e)
      life=$(seconds_of "$OPTARG") || die 2 "-e takes a time such as 90, 30m, 12h or 7d, not $OPTARG."
      add_query "expires_in=$life"
      ;;
    p) add_query is_public=false ;;
    d) with_deletion=1 ;;
    l) keep_clipboard=1 ;;
    h)
      usage
      exit 0
      ;;
    :) die 2 "-$OPTARG needs a value. Try bulletdrop.sh -h" ;;
    *) die 2 "There is no option -$OPTARG. Try bulletdrop.sh -h" ;;
  esac
done
shift $((OPTIND - 1))

has curl || die 4 "curl is not there. Install it and try again."
[ -z "$custom" ] || add_query "custom_name=$(encode "$custom")"

if [ -n "$shot" ]; then
  name="screenshot-$(date +%Y-%m-%d-%H%M%S).png"
  screenshot "$WORK/shot.png" "$shot" && [ -s "$WORK/shot.png" ] || die 5 "No screenshot was taken."
  send "$WORK/shot.png" "$name"
elif [ $# -eq 0 ]; then
  if [ -t 0 ]; then
    usage >&2
    exit 2
  fi
  set -- -
fi
[ $# -le 1 ] || [ -z "$custom" ] || die 2 "-c names one file, and $# are given."

for file in "$@"; do
  if [ "$file" = - ]; then
    send - "$stdin_name"
  elif [ -f "$file" ] && [ -r "$file" ]; then
    send "$file" "$(basename -- "$file")"
  else
    tell "$file: there is no such file, or it can't be read."
    code=2
  fi
done

if [ -n "$links" ] && [ -z "$keep_clipboard" ] && copy "$links"; then
  if [ -t 2 ]; then tell "Copied."; else tell "Link copied: ${links%%$'\n'*}"; fi
fi
exit "$code"
