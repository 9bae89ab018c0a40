umask 077
WORK=$(mktemp -d "${TMPDIR:-/tmp}/bulletdrop.XXXXXX") || exit 4
trap 'rm -rf "$WORK"' EXIT
trap 'exit 130' INT TERM

has() { command -v "$1" >/dev/null 2>&1; }

# Tells on the terminal, or on the desktop when a hotkey started us.
tell() {
  if [ -t 2 ] || ! has notify-send; then
    printf '%s\n' "$*" >&2
  else
    notify-send -a BulletDrop "BulletDrop" "$*" || printf '%s\n' "$*" >&2
  fi
}

die() {
  local code=$1
  shift
  tell "$*"
  exit "$code"
}

# Percent-encodes a name byte by byte (RFC 3986, section 2.1).
encode() {
  local LC_ALL=C text=$1 out='' char i
  for ((i = 0; i < ${#text}; i++)); do
    char=${text:i:1}
    case $char in
      [A-Za-z0-9._~-]) out+=$char ;;
      *) out+=$(printf '%%%02X' "$(($(printf '%d' "'$char") & 255))") ;;
    esac
  done
  printf '%s' "$out"
}

# A string of the JSON object in $2 by its name $1; neither jq nor python is needed.
json_string() {
  local pattern="\"$1\": *\"(([^\"\\]|\\\\.)*)\"" value
  [[ $2 =~ $pattern ]] || return 1
  value=${BASH_REMATCH[1]}
  value=${value//\\\"/\"}
  value=${value//\\n/ }
  printf '%s' "${value//\\\\/\\}"
}

# upload FILE NAME [QUERY]: sends the file, or standard input where FILE is "-". Leaves the answer in ANSWER.
# Returns 1 where the host refused it, 3 where it cannot be reached. The token goes to curl by a pipe, since arguments can be
# read by everybody on the machine.
ANSWER=''
upload() {
  local file=$1 name=$2 query=${3:-} status said address
  local show=(-sS)
  [ -t 2 ] && show=('-#')
  [ "$file" != - ] && [ "${file#/}" = "$file" ] && file=./$file
  address=$ENDPOINT/$(encode "$name")${query:+?$query}
  said=$(curl "${show[@]}" --globoff --connect-timeout 20 \
    --config <(printf 'header = "Authorization: Bearer %s"\nheader = "Content-Type: application/octet-stream"\n' "$TOKEN") \
    --write-out '\n%{http_code}' --upload-file "$file" "$address") || {
    tell "$name: $SITE can't be reached."
    return 3
  }
  status=${said##*$'\n'}
  ANSWER=${said%$'\n'*}
  [ "$status" = 201 ] && return 0
  tell "$name: $(json_string detail "$ANSWER" || printf 'the host answered %s.' "$status")"
  return 1
}

# Copies $1 by what is there. xclip and wl-copy stay behind to hold the clipboard: they must not hold our output too.
copy() {
  if [ -n "${WAYLAND_DISPLAY:-}" ] && has wl-copy; then
    printf '%s' "$1" | wl-copy >/dev/null 2>&1
  elif [ -n "${DISPLAY:-}" ] && has xclip; then
    printf '%s' "$1" | xclip -selection clipboard >/dev/null 2>&1
  elif [ -n "${DISPLAY:-}" ] && has xsel; then
    printf '%s' "$1" | xsel --clipboard --input >/dev/null 2>&1
  elif has pbcopy; then
    printf '%s' "$1" | pbcopy >/dev/null 2>&1
  else
    return 1
  fi
}
